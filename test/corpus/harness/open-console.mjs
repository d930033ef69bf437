import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ANSWERS_WITHIN_MS = 300_000;
/** The command line. */
export const bin = process.env.LEAKCONSOLE ?? fileURLToPath(new URL('../../../bin/leakconsole.js', import.meta.url));

/**
 * Opens a console on a service, which answers line by line.
 *
 * @param {string} url
 * @returns {{ ask(line: string): Promise<Record<string, any>>, close(): Promise<void> }} ask gives a line's JSON; where
 *   the command failed, that has `error` in place of `result`
 */
export function openConsole(url) {
  const args = [bin, 'attach', url, '--json', '--max-pause', '120s', '--timeout', '120s'];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) waiting.shift()?.(JSON.parse(line));
  });
  const ask = (line) =>
    new Promise((resolve, reject) => {
      const fail = (what) => reject(new Error(`${line}: the console ${what}: ${errors.slice(-1000)}`));
      const limit = setTimeout(() => fail('did not answer in time'), ANSWERS_WITHIN_MS);
      ended.then(() => fail('ended'));
      waiting.push((answer) => {
        clearTimeout(limit);
        resolve(answer);
      });
      child.stdin.write(`${line}\n`);
    });
  const close = async () => {
    child.stdin.end();
    const limit = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(limit);
  };
  return { ask, close };
}
