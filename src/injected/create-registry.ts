/** What is remembered in the target from walk to walk of a session. It keeps nothing of the program alive. */
export interface Registry {
  /** Collections, with the number of their entries at the last look. */
  readonly known: WeakMap<object, { readonly id: number; readonly entries: number }>;
  /** Functions without a scope but that of their module, which is read once for all of them. */
  readonly plain: WeakSet<object>;
  /** Number of collections so far. */
  count: number;
}

/** An empty registry; made in a realm of its own, its methods are V8's, whatever the program has patched. */
export function createRegistry(): Registry {
  return { known: new WeakMap(), plain: new WeakSet(), count: 0 };
}
