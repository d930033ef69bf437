import { fileURLToPath } from 'node:url';
import { SourceMap } from './source-map.js';

/**
 * Reads a file of this machine; null where there is none, and an Error where it is larger than `maxBytes` or cannot be
 * read.
 */
export type ReadFile = (path: string, maxBytes: number) => Promise<string | null>;

/** A script, as far as its source map is concerned. */
export interface ScriptWithMap {
  readonly url: string;
  /** What the script says in `//# sourceMappingURL=`; null where it says nothing. */
  readonly sourceMapUrl: string | null;
  /** In characters, by which a file that was replaced since it was loaded is told; null where it is not known. */
  readonly length: number | null;
}

/** What came of looking for a script's source map. */
export interface FoundSourceMap {
  readonly map: SourceMap | null;
  /** Why a map that the script names is not used; null where all is well, or the script names none. */
  readonly notice: string | null;
}

/** The largest source map that is read: maps of 30 MB of bundled code have about 60 MB. */
export const MAX_MAP_BYTES = 128e6;

/**
 * Finds and reads the source map of a script: inline, in the file that the script names, or beside the script.
 *
 * Nothing is fetched over a network. Never rejects: a map that is broken, too large or elsewhere is a notice.
 */
export async function readSourceMap(
  { url, sourceMapUrl, length }: ScriptWithMap,
  readFile: ReadFile,
): Promise<FoundSourceMap> {
  const refuse = (why: string): FoundSourceMap => ({
    map: null,
    notice: `the source map of ${url} is not used: ${why}`,
  });
  try {
    if (sourceMapUrl?.startsWith('data:')) {
      if (sourceMapUrl.length > MAX_MAP_BYTES) return refuse('it is larger than 128 MB');
      return { map: new SourceMap(decodeDataUrl(sourceMapUrl), url), notice: null };
    }
    const mapUrl = resolveUrl(sourceMapUrl ?? `${url.replace(/[?#].*$/, '')}.map`, url);
    if (mapUrl?.protocol !== 'file:') {
      return sourceMapUrl === null ? { map: null, notice: null } : refuse(`${sourceMapUrl} is no file of this machine`);
    }
    if (mapUrl.host !== '') return refuse(`${mapUrl} is on another machine`);
    const text = await readFile(fileURLToPath(mapUrl), MAX_MAP_BYTES);
    if (text === null)
      return sourceMapUrl === null ? { map: null, notice: null } : refuse(`there is no file ${fileURLToPath(mapUrl)}`);
    if (await wasReplaced(url, length, readFile)) return refuse('the script has changed on disk since it was loaded');
    return { map: new SourceMap(text, mapUrl.href), notice: null };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** The URL in the last `//# sourceMappingURL=` of a script's text, as V8 reads it; null without one. */
export function sourceMapUrlIn(text: string): string | null {
  const found = [...text.slice(-1e6).matchAll(/^[ \t]*\/\/[#@][ \t]sourceMappingURL=(\S+)[ \t]*$/gm)];
  return found.at(-1)?.[1] ?? null;
}

async function wasReplaced(url: string, length: number | null, readFile: ReadFile): Promise<boolean> {
  if (length === null || !url.startsWith('file:///')) return false;
  const text = await readFile(fileURLToPath(url), MAX_MAP_BYTES);
  // Node leaves out a byte order mark.
  return text !== null && text.length !== length && text.replace(/^\ufeff/, '').length !== length;
}

function resolveUrl(to: string, from: string): URL | null {
  try {
    return new URL(to, from);
  } catch {
    return null;
  }
}

function decodeDataUrl(url: string): string {
  const comma = url.indexOf(',');
  if (comma < 0) throw new Error('its data: URL has no data');
  const data = url.slice(comma + 1);
  return /;base64$/i.test(url.slice(0, comma)) ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
}
