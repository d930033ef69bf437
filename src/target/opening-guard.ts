import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ProcessFacts } from './procfs.js';

/** Closes an inspector that we open, if we are killed before the lease in the target does. */
export interface OpeningGuard {
  /** The lease is there: the guard is no longer needed. */
  end(): void;
}

/**
 * Sees to it that an inspector which is about to be opened is closed, even if we are killed before we have a lease in
 * the target.
 * `socketsBefore`: the inodes of the sockets that it has now.
 *
 * A shell waits for our end, in a session of its own, which no Ctrl-C and no closed terminal reaches; then it starts
 * `close-opened.js`.
 */
export function guardOpening(
  { pid, startTicks }: Pick<ProcessFacts, 'pid' | 'startTicks'>,
  socketsBefore: readonly string[],
): OpeningGuard {
  const script = fileURLToPath(new URL('close-opened.js', import.meta.url));
  const close = ['sh', process.execPath, script, String(pid), startTicks, ...socketsBefore];
  const shell = spawn('/bin/sh', ['-c', 'read -r _; exec "$@"', ...close], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  (shell.stdin as unknown as Socket).unref();
  return { end: () => void shell.kill('SIGKILL') };
}
