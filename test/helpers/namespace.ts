import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { forget, remember } from './children.js';
import { outputOf } from './output.js';
import { fixture, targetNode } from './target.js';

/** A Node process in network and pid namespaces of its own, as in a container. */
export interface Contained {
  /** Its pid as this machine sees it; it sees itself as 1. */
  readonly pid: number;
  /** What it wrote so far. */
  output(): string;
  wrote(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ends its standard input. */
  goOn(): void;
}

/** The network of a new namespace has a loopback that is down. */
const LOOPBACK_UP = 'ip link set lo up || ifconfig lo up';

/** Why there are no namespaces here; false where there are. */
export const noNamespaces = ((): string | false => {
  if (process.platform !== 'linux') return 'has no namespaces';
  const { status } = spawnSync('unshare', ['-n', '-p', '-f', '--mount-proc', 'sh', '-c', LOOPBACK_UP]);
  return status === 0 ? false : 'may not make namespaces (not root, or no unshare or ip)';
})();

/** Runs a fixture in namespaces of its own, with no inspector, does something with it, and ends it. */
export async function withContained(name: string, use: (contained: Contained) => Promise<void>): Promise<void> {
  const script = `${LOOPBACK_UP} 2>/dev/null; exec "$0" "$1"`;
  const options = ['-n', '-p', '-f', '--mount-proc', '--kill-child'];
  const child = spawn('unshare', [...options, 'sh', '-c', script, targetNode, fixture(name)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  remember(child);
  const { all, wrote } = outputOf(child, name);
  try {
    await wrote(/^(listening on )?\d+|ready$/m);
    const [pid] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ').map(Number);
    await use({ pid, output: all, wrote, goOn: () => child.stdin.end() });
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    forget(child);
  }
}

/** Puts shell scripts of these names on the PATH, does something, and takes them away. */
export async function withCommands(scripts: Record<string, string>, use: () => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-commands-'));
  const { PATH } = process.env;
  try {
    for (const [name, script] of Object.entries(scripts)) {
      await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(directory, name), 0o755);
    }
    process.env.PATH = `${directory}${delimiter}${PATH}`;
    await use();
  } finally {
    process.env.PATH = PATH;
    await rm(directory, { recursive: true });
  }
}
