/** Collections that were reported, with the number of their entries at the last look. */
export const knownCollections = new WeakMap<object, { readonly id: number; readonly entries: number }>();

/**
 * Functions without a scope but that of their module, which is read once for all of them: with the id of their script,
 * or an empty text where they have no scope at all.
 */
export const plainFunctions = new WeakMap<object, string>();

/** A context of V8's: the variables of one call, which closures see. */
export interface FunctionContext {
  readonly outer: FunctionContext | null;
  /** All functions that were found to see it do; where it is not certain, some may see another with the same values. */
  isCertain: boolean;
}

/** The innermost context that a function sees. */
export const functionContexts = new WeakMap<object, FunctionContext>();

/** How many open handles of a kind there were at the last look. */
export const knownHandles = new Map<string, { readonly id: number; readonly entries: number }>();

/** How long the texts of modules' variables were at the last look, by script and name. */
export const knownTexts = new Map<string, { readonly id: number; readonly entries: number }>();

let count = 0;

/** The number of a collection that was not seen before. */
export function nextCollectionId(): number {
  return count++;
}
