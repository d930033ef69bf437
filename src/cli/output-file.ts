import { access, constants, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unwritable } from '../snapshot/unwritable.js';

/** Throws a UserError where a file cannot be written, as far as that can be told before there is anything to write. */
export async function checkOutput(path: string): Promise<void> {
  try {
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
    await access(there ? path : dirname(path), constants.W_OK);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Writes a text into a file that has its name only when it is whole. Throws a UserError, and leaves what was there. */
export async function writeOutput(path: string, text: string): Promise<void> {
  try {
    const there = await stat(path).catch(() => null);
    // A directory is refused by the system, a pipe or a device takes the text as it comes.
    if (there && !there.isFile()) await writeFile(path, text);
    else await replace(there ? await realpath(path) : path, text);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.partial`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}
