import { messageOf, UserError } from '../errors.js';

/** What the system says of a file that it does not write, in words, and what to do. */
const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ['there is no such directory', 'make the directory, or choose one that exists'],
  ENOTDIR: ['what should be a directory on its path is a file', 'choose a directory that exists'],
  EISDIR: ['it is a directory', 'name a file in it'],
  ELOOP: ['it is a symbolic link, which is not followed', 'name the file that it leads to'],
  EACCES: ['permission denied', 'choose a directory that you may write to'],
  EPERM: ['permission denied', 'choose a directory that you may write to'],
  EROFS: ['the file system is read-only', 'choose a directory that you may write to'],
  ENOSPC: ['the disk is full', 'make room, or choose another disk'],
  EDQUOT: ['the disk quota is used up', 'make room, or choose another disk'],
  EFBIG: ['it would be larger than files may be', 'see `ulimit -f`, or choose another disk'],
};

/** That a file cannot be written, with what to do: `hint`, or else what helps against the cause. */
export function unwritable(path: string, cause: unknown, hint?: string): UserError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const [reason, usual] = reasons[code] ?? [messageOf(cause), 'choose another place'];
  return new UserError('unwritable-file', `${path} cannot be written: ${reason}`, { hint: hint ?? usual, cause });
}
