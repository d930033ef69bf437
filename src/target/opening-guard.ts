import { fileURLToPath } from 'node:url';
import { packageFile } from '../package-files.js';
import { runWhenGone } from '../session/run-when-gone.js';
import type { ProcessFacts } from './procfs.js';

/** Closes an inspector that we open, if we are killed before the lease in the target does. */
export interface OpeningGuard {
  /** The lease is there: the guard is no longer needed. */
  end(): void;
}

/**
 * Sees to it that an inspector which is about to be opened is closed, even if we are killed before we have a lease in
 * the target: by `close-opened.js`, which is then started. `socketsBefore`: the inodes of the sockets that it has now.
 */
export function guardOpening(
  { pid, startTicks }: Pick<ProcessFacts, 'pid' | 'startTicks'>,
  socketsBefore: readonly string[],
): OpeningGuard {
  const script = fileURLToPath(packageFile('dist/program/close-opened.js'));
  return runWhenGone('exec "$@"', [process.execPath, script, String(pid), startTicks, ...socketsBefore]);
}
