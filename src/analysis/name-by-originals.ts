import type { HeapClass } from '../heap/analyse.js';
import type { OriginalScript } from '../places/original-script.js';

/** Gives classes the names that they have in the original files of scripts, which are by V8's ids. */
export function nameByOriginals(
  classes: readonly HeapClass[],
  originals: ReadonlyMap<number, OriginalScript>,
): HeapClass[] {
  return classes.map((each) => {
    // Script, line and column of the constructor; empty where it has no place.
    const [script, line, column] = each.key.split(',', 3).map((part) => (part === '' ? Number.NaN : Number(part)));
    const name = originals.get(script)?.nameOfFunction(line, column) ?? each.name;
    return { ...each, name };
  });
}
