import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Load } from './load.js';

/** Between SIGTERM and SIGKILL, ms. */
const STOPS_WITHIN = 2000;
const MOST_OUTPUT = 2000;

/** Runs a command of the shell that makes traffic, with all that it starts, until it ends or is stopped. */
export function runLoad(command: string): Load {
  const ended = new AbortController();
  // A process group of its own, which is ended as a whole.
  const isGroup = process.platform !== 'win32';
  const child = spawn(command, { shell: true, stdio: ['ignore', 'ignore', 'pipe'], detached: isGroup });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-MOST_OUTPUT);
  });
  let said: string | null = null;
  let isStopped = false;
  const exit = once(child, 'close').then(
    ([code]) => {
      if (code && !isStopped) said = `--load ended with code ${code}: ${output.trim().split('\n').at(-1)}`;
    },
    (error) => {
      said = `--load could not be started: ${error.message}`;
    },
  );
  exit.then(() => ended.abort());
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (isGroup && child.pid !== undefined) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // It has ended by itself.
    }
  };
  return {
    ended: ended.signal,
    async stop() {
      isStopped = true;
      kill('SIGTERM');
      const limit = setTimeout(() => kill('SIGKILL'), STOPS_WITHIN);
      await exit;
      clearTimeout(limit);
      return said;
    },
  };
}
