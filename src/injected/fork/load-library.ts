import { program } from '../program.js';
import type { Library } from './library.js';

const { Buffer } = program.load('buffer') as typeof import('node:buffer');
const { tmpdir } = program.load('os') as typeof import('node:os');
const fs = program.load('fs') as typeof import('node:fs');

/** Why the library could not be loaded: what Node or the dynamic linker said, at each place that was tried. */
export interface LoadFailure {
  readonly code: string | null;
  readonly places: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Loads the native library into this process. It stays there until the process ends (Node cannot unload one), the file
 * does not: it is written where files can be written and run, and unlinked at once.
 *
 * `elsewhere`: a path under which the process may find the file without writing one, as `/proc/PID/fd/N` of a tool on
 * the same machine.
 */
export function loadLibrary(base64: string, elsewhere: string | null): Library | LoadFailure {
  const places: { path: string; message: string }[] = [];
  let code: string | null = null;
  const tryTo = (path: string, open: () => Library): Library | null => {
    try {
      return open();
    } catch (error) {
      const { message, code: itsCode } = error as NodeJS.ErrnoException;
      places.push({ path, message: String(message) });
      code = typeof itsCode === 'string' ? itsCode : code;
      return null;
    }
  };
  const bytes = Buffer.from(base64, 'base64');
  for (const folder of new Set(foldersToTry())) {
    const library = tryTo(folder, () => loadFrom(folder, bytes));
    if (library) return library;
  }
  if (elsewhere !== null) {
    const library = tryTo(elsewhere, () => open(elsewhere));
    if (library) return library;
  }
  return { code, places };
}

/** Last come those in which another user could put a file in the place of ours, as in an emptyDir of a pod. */
function foldersToTry(): string[] {
  const folders = [tmpdir(), '/tmp', '/dev/shm', '/var/tmp', '/run', '.'];
  return [...folders.filter((folder) => !isExposed(folder)), ...folders.filter(isExposed)];
}

function isExposed(folder: string): boolean {
  try {
    const { mode } = fs.statSync(folder);
    const [othersMayWrite, isSticky] = [(mode & 0o022) !== 0, (mode & 0o1000) !== 0];
    return othersMayWrite && !isSticky;
  } catch {
    return true;
  }
}

function loadFrom(folder: string, bytes: Uint8Array): Library {
  // Not by `crypto`, which a program that has no use for it would have loaded from then on.
  const path = `${folder}/.leakconsole-${Math.random().toString(36).slice(2)}.node`;
  fs.writeFileSync(path, bytes, { mode: 0o700, flag: 'wx' });
  try {
    return open(path);
  } finally {
    fs.unlinkSync(path);
  }
}

function open(path: string): Library {
  const module = { exports: {} as Library };
  program.process.dlopen(module, path);
  return module.exports;
}
