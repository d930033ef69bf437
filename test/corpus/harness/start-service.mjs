import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

const STARTS_WITHIN_MS = 120_000;

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The Node that runs the services: as for the tests. */
export const targetNode = process.env.LEAKCONSOLE_TARGET_NODE ?? process.execPath;

/**
 * Starts a service with an inspector at any free port of 127.0.0.1, and waits until it has printed the port of its own.
 *
 * @param {readonly string[]} args script and arguments
 * @param {{ cwd?: string, env?: Record<string, string>, port?: number }} options port: its own, if it prints none
 * @returns {Promise<{ url: string, port: number, stop(): Promise<void> }>} url: that of its inspector
 */
export async function startService(args, options = {}) {
  const child = spawn(targetNode, ['--inspect=127.0.0.1:0', ...args], {
    cwd: options.cwd,
    env: { ...process.env, NODE_ENV: 'production', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const ended = once(child, 'exit').then(() => running.delete(child));
  let output = '';
  const match = (pattern) =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(() => fail('did not start in time'), STARTS_WITHIN_MS);
      const fail = (what) => {
        clearTimeout(limit);
        reject(new Error(`${args.at(-1)} ${what}: ${output.slice(-2000)}`));
      };
      const look = () => {
        const found = pattern.exec(output);
        if (found === null) return;
        clearTimeout(limit);
        resolve(found);
      };
      for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
      ended.then(() => fail('ended'));
      look();
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const url = (await match(/ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/))[0];
    const port = options.port ?? Number((await match(/^(\d+)$/m))[1]);
    return { url, port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether a service is for the target's Node: undefined is for all, otherwise ">=MAJOR.MINOR" or "<MAJOR.MINOR". */
export function runsOn(range) {
  if (range === undefined) return true;
  const [major, minor] = range
    .replace(/^(>=|<)/, '')
    .split('.')
    .map(Number);
  const version = execFileSync(targetNode, ['--version'], { encoding: 'utf8' }).slice(1).split('.').map(Number);
  const isAtLeast = version[0] > major || (version[0] === major && version[1] >= minor);
  return range.startsWith('<') ? !isAtLeast : isAtLeast;
}
