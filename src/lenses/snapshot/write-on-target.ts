import { UserError } from '../../errors.js';
import { callNow } from '../../session/call.js';
import { loadEntryNow } from '../../session/entry.js';
import type { Session } from '../../session/session.js';

/**
 * Lets the target write a heap snapshot on its own disk; gives its path there, and its bytes. Throws a UserError where
 * it cannot.
 */
export async function writeOnTarget(session: Session, path: string): Promise<{ path: string; bytes: number }> {
  const written = await callNow(session, await loadEntryNow(session, 'snapshot'), 'write', path);
  if (!('error' in written)) return written;
  throw cannotWrite(path, written.error);
}

/** That the target cannot write a file: what went wrong, or null where it is already there. */
export function cannotWrite(path: string, error: string | null): UserError {
  if (error === null) {
    return new UserError('file-exists', `${path} is already there on the target, and is not overwritten`, {
      hint: 'remove it, or choose another name',
    });
  }
  return new UserError('unwritable-file', `the target cannot write ${path}: ${error}`, {
    hint: 'name a directory on its disk that it may write to; nothing was left behind',
  });
}
