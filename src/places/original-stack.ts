import { localPath } from './local-path.js';
import type { Place } from './place.js';

/** Finds the original of a place in the code that runs, as a stack tells it; null where it is not known. */
export type ResolveFrame = (generated: Omit<Place, 'generated'>) => Promise<(Place & { name: string | null }) | null>;

/** A frame of a stack as V8 writes it: `at name (file:///app/main.js:1:20)`, `at async /app/main.js:1:20`. */
const FRAME = /^(\s+at (?:async )?)(?:(.+?) \()?((?:[\w-]+:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)(\)?)$/;

/**
 * Writes the frames of printed errors with their original places, and their functions with their original names.
 *
 * To be left out where the target does it itself (`process.sourceMapsEnabled`): a place would be mapped twice.
 */
export async function originalStack(text: string, resolve: ResolveFrame): Promise<string> {
  const lines = await Promise.all(
    text.split('\n').map(async (line) => {
      const frame = FRAME.exec(line);
      if (!frame) return line;
      const [, at, call, path, lineNumber, column, end] = frame;
      const url = path.includes('://')
        ? path
        : `file://${path.startsWith('/') ? '' : '/'}${encodeURI(path.replaceAll('\\', '/'))}`;
      const original = await resolve({ url, line: Number(lineNumber), column: Number(column) });
      if (!original) return line;
      const file = path.includes('://') ? original.url : (localPath(original.url) ?? original.url);
      const place = `${file}:${original.line}:${original.column}`;
      return call === undefined ? `${at}${place}${end}` : `${at}${renamed(call, original.name)} (${place}${end}`;
    }),
  );
  return lines.join('\n');
}

/** `new g` → `new Order`; `Map.g [as set]` keeps what is not the function's own name. */
function renamed(call: string, name: string | null): string {
  return name === null ? call : call.replace(/[\p{ID_Continue}$#]+(?=$| \[as )/u, () => name);
}
