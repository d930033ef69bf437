import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, UserError } from '../errors.js';

/**
 * Writes what comes from `source` into a new file, of mode 0600; gives its size, bytes. Leaves no file where it fails
 * or the signal is aborted, and never touches one that is there. Rejects with a UserError.
 */
export async function writeNewFile(source: Readable, to: string, signal: AbortSignal): Promise<number> {
  const file = createWriteStream(to, { flags: 'wx', mode: 0o600 });
  let isOurs = false;
  file.once('open', () => {
    isOurs = true;
  });
  try {
    await pipeline(source, file, { signal });
    return file.bytesWritten;
  } catch (cause) {
    // It may be opened only now.
    if (!file.closed) await new Promise<void>((resolve) => file.once('close', resolve));
    if (isOurs) await rm(to, { force: true });
    signal.throwIfAborted();
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UserError('file-exists', `${to} is already there`, { hint: 'give another name' });
    throw new UserError('unwritable-file', `the copy ${to} cannot be written: ${messageOf(cause)}`, {
      hint: 'the file itself is on the target’s disk',
      cause,
    });
  }
}
