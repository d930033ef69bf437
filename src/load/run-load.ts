import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Load } from './load.js';

/** Between SIGTERM and SIGKILL, ms. */
const STOPS_WITHIN = 2000;
/** How often it is looked whether it has ended, ms. */
const LOOKS_EVERY = 20;
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
  let fault: string | null = null;
  let isStopped = false;
  const closed = once(child, 'close').then(
    ([code]) => {
      if (code && !isStopped) fault = `--load ended with code ${code}: ${output.trim().split('\n').at(-1)}`;
    },
    (error) => {
      fault = `--load could not be started: ${error.message}`;
    },
  );
  closed.then(() => ended.abort());
  /** Signals all that runs of it; tells whether any of it is left. */
  const kill = (signal: NodeJS.Signals | 0): boolean => {
    try {
      return isGroup && child.pid !== undefined ? process.kill(-child.pid, signal) : child.kill(signal);
    } catch {
      return false;
    }
  };
  return {
    ended: ended.signal,
    get fault() {
      return fault;
    },
    async stop() {
      isStopped = true;
      kill('SIGTERM');
      const deadline = performance.now() + STOPS_WITHIN;
      while (kill(0) && performance.now() < deadline) await delay(LOOKS_EVERY);
      kill('SIGKILL');
      // What has left the group may hold the pipe for ever.
      child.stderr.destroy();
      await closed;
    },
  };
}
