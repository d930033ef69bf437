/** What tells of a collection whether it is a twin. */
interface Named {
  readonly path: string;
  readonly kind: string;
  /** Growth since the look before; null where it was not seen then. */
  readonly delta: number | null;
}

/** How many of those that are alike are told. */
const MOST_TWINS = 2;

/**
 * Leaves out small collections that are in entries of the same collection, as of a request in each error or of a cart
 * in each session: the first two are told, and those that grow.
 */
export function withoutTwins<T extends Named>(rows: readonly T[]): T[] {
  const dictionaries = new Set(rows.filter(({ kind }) => kind === 'Object').map(({ path }) => path));
  const twins = new Map<string, number>();
  return rows.filter(({ path, delta }) => {
    const pattern = patternOf(path, dictionaries);
    const count = (twins.get(pattern) ?? 0) + 1;
    twins.set(pattern, count);
    return count <= MOST_TWINS || (delta ?? 0) > 0;
  });
}

/** A path in which `[]` stands for each entry: also for the property of an object that is used as a dictionary. */
function patternOf(path: string, dictionaries: ReadonlySet<string>): string {
  let pattern = path;
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    if (!dictionaries.has(path.slice(0, dot))) continue;
    pattern = `${pattern.slice(0, dot)}${pattern.slice(dot).replace(/^\.[^.[]+/, '[]')}`;
  }
  return pattern.replace(/\.get\((?:[^()"]|"[^"]*")*\)|\[[^\]]*\]/g, '[]');
}
