import { readFile, stat } from 'node:fs/promises';
import { localPath } from './local-path.js';
import type { Place } from './place.js';

/** Larger files are bundles, in which a name alone says little. */
const MOST_BYTES = 5e6;

/**
 * Where a file of this machine declares a variable, or sets a property, of this name: the first place that looks like
 * it, in JavaScript or TypeScript. Null where the file is not here, or has none.
 */
export async function readDeclaration(url: string, name: string): Promise<Place | null> {
  const path = localPath(url);
  if (path === null || !/^[\w$#]+$/.test(name)) return null;
  const status = await stat(path).catch(() => null);
  if (!status?.isFile() || status.size > MOST_BYTES) return null;
  return findDeclaration(await readFile(path, 'utf8').catch(() => ''), url, name);
}

/** The same in a source text. */
export function findDeclaration(source: string, url: string, name: string): Place | null {
  const escaped = name.replaceAll('$', '\\$');
  const patterns = [
    `^[^\\n]*?\\b(?:const|let|var|class|function)\\s+(?:[\\w$]+\\s*,\\s*)*(?<name>${escaped})(?![\\w$])`,
    `^\\s*(?:(?:private|public|protected|readonly|static|declare)\\s+)*(?<name>${escaped})\\s*(?::[^\\n=]*)?=(?!=)`,
    `\\.(?<name>${escaped})\\s*=(?!=)`,
  ];
  for (const pattern of patterns) {
    const match = new RegExp(pattern, 'md').exec(source);
    const at = match?.indices?.groups?.name[0];
    if (at === undefined) continue;
    const before = source.slice(0, at).split('\n');
    return { url, line: before.length, column: before.at(-1)!.length + 1 };
  }
  return null;
}
