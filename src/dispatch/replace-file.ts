import { lstat, open, rename, unlink } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { unwritable } from '../snapshot/unwritable.js';

/**
 * Writes a file of mode 0600, under a name of its own that is renamed when it is whole: what was there is either left,
 * or replaced as a whole, and what a symbolic link leads to is never touched. A pipe or a device takes the content as
 * it comes. Throws a UserError; `file-exists` where a file is there that may not be overwritten.
 */
export async function replaceFile(path: string, content: string | Uint8Array, overwrite: boolean): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there && isFile(there) && !overwrite) throw alreadyThere(path);
  try {
    if (there && !isFile(there)) {
      const device = await open(path, 'w');
      return await device.writeFile(content).finally(() => device.close());
    }
    const temporary = await writeTemporary(path, content);
    await rename(temporary, path).catch(async (cause) => {
      await unlink(temporary).catch(() => {});
      throw cause;
    });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Throws what `replaceFile` would, as far as that can be told before there is anything to write. */
export async function checkReplaceable(path: string, overwrite: boolean): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there && isFile(there) && !overwrite) throw alreadyThere(path);
  if (there && !isFile(there)) return;
  // The directory takes files.
  await writeTemporary(path, '').then(unlink, (cause) => {
    throw unwritable(path, cause);
  });
}

function isFile(status: { isFile(): boolean; isSymbolicLink(): boolean }): boolean {
  return status.isFile() || status.isSymbolicLink();
}

function alreadyThere(path: string): UserError {
  return new UserError('file-exists', `${path} is already there, and is not overwritten`, {
    hint: 'choose another name, or add --overwrite',
  });
}

/** Writes something beside its place, mode 0600; gives the path. */
async function writeTemporary(path: string, content: string | Uint8Array): Promise<string> {
  const temporary = `${path}.${process.pid}.partial`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
  } catch (error) {
    await file.close();
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await file.close();
  return temporary;
}
