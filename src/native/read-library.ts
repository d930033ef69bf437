import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import { packageFile } from '../package-files.js';
import { PREBUILT } from './prebuilt.js';

/** A machine that there is a library for. */
export type Machine = keyof typeof PREBUILT;

/** The path of the library for a machine. */
export function libraryPath(machine: Machine): string {
  return fileURLToPath(packageFile(`src/native/prebuilt/linux-${machine}.node`));
}

/**
 * The library for a machine, base64. Throws a UserError, `bad-library`, where the file is not the one that this version
 * was built with.
 */
export function readLibrary(machine: Machine): string {
  const path = libraryPath(machine);
  const hint = 'install leakconsole again';
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new UserError('bad-library', `the native library is missing: ${path}`, { hint, cause });
  }
  if (createHash('sha256').update(bytes).digest('hex') !== PREBUILT[machine].sha256) {
    throw new UserError('bad-library', `the native library has been changed, and is not loaded: ${path}`, { hint });
  }
  return bytes.toString('base64');
}
