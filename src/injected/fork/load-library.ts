import type { Library } from './library.js';

type Load = (name: string) => unknown;

/** Why the library could not be loaded: what Node or the dynamic linker said, at each place that was tried. */
export interface LoadFailure {
  readonly code: string | null;
  readonly places: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Loads the native library into this process. It stays there until the process ends (Node cannot unload one), the file does not: it is
 * written where files can be written and run, and unlinked at once.
 *
 * `elsewhere`: a path under which the process may find the file without writing one, as `/proc/PID/fd/N` of a tool on the same machine.
 */
export function loadLibrary(load: Load, base64: string, elsewhere: string | null): Library | LoadFailure {
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
  const { Buffer } = load('buffer') as typeof import('node:buffer');
  const bytes = Buffer.from(base64, 'base64');
  for (const folder of new Set(foldersToTry(load))) {
    const library = tryTo(folder, () => loadFrom(load, folder, bytes));
    if (library) return library;
  }
  if (elsewhere !== null) {
    const library = tryTo(elsewhere, () => open(load, elsewhere));
    if (library) return library;
  }
  return { code, places };
}

function foldersToTry(load: Load): string[] {
  const { tmpdir } = load('os') as typeof import('node:os');
  return [tmpdir(), '/tmp', '/dev/shm', '/var/tmp', '/run', (load('process') as NodeJS.Process).cwd()];
}

function loadFrom(load: Load, folder: string, bytes: Uint8Array): Library {
  const fs = load('fs') as typeof import('node:fs');
  const { randomBytes } = load('crypto') as typeof import('node:crypto');
  const path = `${folder}/.leakconsole-${randomBytes(8).toString('hex')}.node`;
  fs.writeFileSync(path, bytes, { mode: 0o700, flag: 'wx' });
  try {
    return open(load, path);
  } finally {
    fs.unlinkSync(path);
  }
}

function open(load: Load, path: string): Library {
  const module = { exports: {} as Library };
  (load('process') as NodeJS.Process).dlopen(module, path);
  return module.exports;
}
