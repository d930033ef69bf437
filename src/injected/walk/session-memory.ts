/** Collections that were reported, with the number of their entries at the last look. */
export const knownCollections = new WeakMap<object, { readonly id: number; readonly entries: number }>();

/** Functions without a scope but that of their module, which is read once for all of them. */
export const plainFunctions = new WeakSet<object>();

let count = 0;

/** The number of a collection that was not seen before. */
export function nextCollectionId(): number {
  return count++;
}
