import { readFile, stat } from 'node:fs/promises';

/**
 * Reads a file of this machine as text; null where there is none. Rejects where it is larger than `maxBytes`, or no
 * file.
 */
export async function readLocalFile(path: string, maxBytes: number): Promise<string | null> {
  try {
    const file = await stat(path);
    // A pipe or a device may never end.
    if (!file.isFile()) throw new Error(`${path} is not a file`);
    if (file.size > maxBytes)
      throw new Error(`${path} has ${Math.ceil(file.size / 1e6)} MB, more than ${maxBytes / 1e6}`);
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
