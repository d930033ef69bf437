/** The entries that are loaded into a realm of ours in the target, and what each exports. */
export interface Entries {
  readonly census: typeof import('./census/entry.js').default;
  readonly completion: typeof import('./completion/entry.js').default;
  readonly console: typeof import('./console/entry.js').default;
  readonly fork: typeof import('./fork/entry.js').default;
  readonly gc: typeof import('./gc/entry.js').default;
  readonly ids: typeof import('./ids/entry.js').default;
  readonly inlining: typeof import('./inlining/entry.js').default;
  readonly lease: typeof import('./lease/entry.js').default;
  readonly lines: typeof import('./lines/entry.js').default;
  readonly memory: typeof import('./memory/entry.js').default;
  readonly meter: typeof import('./meter/entry.js').default;
  readonly modules: typeof import('./modules/entry.js').default;
  readonly process: typeof import('./process/entry.js').default;
  readonly sample: typeof import('./sample/entry.js').default;
  readonly snapshot: typeof import('./snapshot/entry.js').default;
  readonly stepper: typeof import('./stepper/entry.js').default;
  readonly vitals: typeof import('./vitals/entry.js').default;
  readonly walk: typeof import('./walk/entry.js').default;
}
