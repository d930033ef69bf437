import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a file of this machine, from its path or `file:` URL; null for what is none. */
export function localPath(url: string): string | null {
  if (url.startsWith('/')) return url;
  if (!url.startsWith('file:///')) return null;
  try {
    return fileURLToPath(url);
  } catch {
    // An encoded slash is in no path.
    return null;
  }
}

/** The URL of a script, of which V8 has the path where it is of CommonJS. */
export function scriptUrl(script: string): string {
  return script.startsWith('/') ? pathToFileURL(script).href : script;
}

/** Whether two URLs or paths name one file; V8 has URLs of ES modules, and paths of CommonJS. */
export function isSameFile(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && (localPath(a) ?? a) === (localPath(b) ?? b));
}

/** The URL of a file without the query by which a module is imported anew; all else as it is. */
export function withoutQuery(url: string): string {
  return url.startsWith('file:') ? url.replace(/\?.*/, '') : url;
}
