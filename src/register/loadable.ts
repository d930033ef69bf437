/** What is evaluated in a realm of ours to load an entry there (`Realm.loadNow`). */
export interface Loadable {
  /** An object of functions by the names of what they make. */
  readonly source: string;
  /** These names: of the parts that the entry shares with others and that were not loaded yet, and at last its own. */
  readonly names: readonly string[];
}

/**
 * What loads an entry of src/injected, with those parts that it needs and that are not among the `loaded`. `read` gives
 * the bundle of an entry or part, whose first line names the parts that it needs (scripts/bundle-injected.mjs).
 */
export function loadable(entry: string, loaded: ReadonlySet<string>, read: (name: string) => string): Loadable {
  const sources = new Map<string, string>();
  const add = (name: string) => {
    if (loaded.has(name) || sources.has(name)) return;
    const [, needs, source] = /^(?:\/\*([\w,]+)\*\/)?(.*)$/s.exec(read(name))!;
    for (const part of needs?.split(',') ?? []) add(part);
    sources.set(name, source);
  };
  add(entry);
  return {
    source: `({${[...sources].map(([name, source]) => `${name}:${source}`)}})`,
    names: [...sources.keys()],
  };
}
