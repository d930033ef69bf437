import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { forget, remember } from './children.js';
import { outputOf } from './output.js';

/** A real Node process that runs one of test/fixtures, to attach to. */
export interface TestTarget {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Where its inspector listens on 127.0.0.1, and its WebSocket URL; 0 and '' without an inspector. */
  readonly port: number;
  readonly url: string;
  /** Where its service listens on 127.0.0.1; NaN for a fixture without one. */
  readonly servicePort: number;
  /** What it wrote so far, stdout and stderr. */
  output(): string;
  /** Resolves once what it writes matches; rejects, showing it, if the process ends first or 120 s pass. */
  wrote(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends it a GET request; resolves to the body. */
  get(path: string): Promise<string>;
  /** Kills it and waits until it is gone. */
  stop(): Promise<void>;
}

export interface TargetOptions {
  /** The Node binary; else that of LEAKCONSOLE_TARGET_NODE, else the one that runs the tests. */
  readonly node?: string;
  /** Options for Node, before the script. */
  readonly nodeOptions?: readonly string[];
  /** Arguments of the script. */
  readonly args?: readonly string[];
  /**
   * False starts it without inspector; SIGUSR1 then opens one at any free port. `undeclared`: where Node itself would.
   */
  readonly inspect?: boolean | 'undeclared';
  readonly env?: Readonly<Record<string, string>>;
}

/** The Node binary that targets run on. */
export const targetNode = process.env.LEAKCONSOLE_TARGET_NODE ?? process.execPath;

/** The path of a file in test/fixtures. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../test/fixtures/${name}`, import.meta.url));
}

/**
 * Starts a fixture (a path below test/fixtures, or an absolute one) and waits until it listens, or says that it is
 * ready.
 */
export async function startTarget(name: string, options: TargetOptions = {}): Promise<TestTarget> {
  const { node = targetNode, nodeOptions = [], args = [], inspect = true, env = {} } = options;
  const isOpen = inspect === true;
  const inspector = isOpen ? ['--inspect=127.0.0.1:0'] : inspect === false ? ['--inspect-port=127.0.0.1:0'] : [];
  const script = name.startsWith('/') ? name : fixture(name);
  const { NODE_OPTIONS: _, ...ours } = process.env;
  const child = spawn(node, [...inspector, ...nodeOptions, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ours, ...env },
  });
  remember(child);
  const exited = once(child, 'exit').then(() => forget(child));
  const { all, wrote } = outputOf(child, name);
  const url = isOpen ? (await wrote(/ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/))[0] : '';
  const servicePort = Number((await wrote(/^(?:(?:listening on )?(\d+)|ready)$/m))[1]);
  return {
    pid: child.pid!,
    child,
    port: isOpen ? Number(new URL(url).port) : 0,
    url,
    servicePort,
    output: all,
    wrote,
    get: async (path) => (await fetch(`http://127.0.0.1:${servicePort}${path}`)).text(),
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs a fixture, does something with it, and ends it. */
export async function withTarget(
  name: string,
  options: TargetOptions,
  use: (target: TestTarget) => Promise<void>,
): Promise<void> {
  const target = await startTarget(name, options);
  try {
    await use(target);
  } finally {
    await target.stop();
  }
}
