import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** A shell that waits for the end of this process. */
export interface WaitingShell {
  /** Ends it: it is no longer needed. */
  end(): void;
  /** Lets it do its work now, as if this process had ended. */
  start(): void;
}

/**
 * Runs a script of `sh` with arguments (`$1`, …) when this process is gone, however it ends; `descriptor`: what is its
 * descriptor 3. It waits in a session of its own, which no Ctrl-C and no closed terminal reaches. Where there is no
 * such shell (Windows), nothing is run.
 */
export function runWhenGone(script: string, args: readonly string[] = [], descriptor?: number): WaitingShell {
  const shell = spawn('/bin/sh', ['-c', `read -r _\n${script}`, 'sh', ...args], {
    detached: true,
    cwd: '/',
    // Its input ends when we do.
    stdio: ['pipe', 'ignore', 'ignore', ...(descriptor === undefined ? [] : [descriptor])],
  });
  shell.on('error', () => {});
  shell.stdin?.on('error', () => {});
  shell.unref();
  (shell.stdin as unknown as Socket | null)?.unref();
  return {
    end: () => void shell.kill('SIGKILL'),
    start: () => void shell.stdin?.end(),
  };
}
