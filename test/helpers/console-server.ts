import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTarget, type TestTarget } from './target.js';
import { until } from './until.js';

/** What a service loads to open a console to itself. */
export const register = fileURLToPath(new URL('../../../dist/register/register.cjs', import.meta.url));

/** A service that has opened a console to itself. */
export interface Served {
  readonly target: TestTarget;
  /** The directory of its console server, and its files there. */
  readonly directory: string;
  readonly socket: string;
  readonly key: string;
  /** The lines of its audit so far. */
  audit(): AuditLine[];
}

export interface AuditLine {
  readonly session: number;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** A directory for a test, which only we can enter. */
export function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'lc-'));
  return use(directory).finally(() => rmSync(directory, { recursive: true, force: true }));
}

/** Runs a fixture that opens a console to itself, does something with it, and ends it. */
export async function withServed(
  fixture: string,
  use: (served: Served) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await withDirectory(async (directory) => {
    const served = await startServed(fixture, directory, env);
    try {
      await until(() => listens(served));
      await use(served);
    } finally {
      await served.target.stop();
    }
  });
}

/** Whether a console server listens: then others are kept from its socket, which is there a moment before. */
export function listens({ socket }: Pick<Served, 'socket'>): boolean {
  return existsSync(socket) && (statSync(socket).mode & 0o777) === 0o600;
}

/** Starts a fixture that opens a console to itself in a directory; stop its target. */
export async function startServed(
  fixture: string,
  directory: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const audit = join(directory, 'audit.jsonl');
  const target = await startTarget(fixture, {
    inspect: false,
    nodeOptions: ['--require', register],
    env: { LEAKCONSOLE_DIR: directory, LEAKCONSOLE_AUDIT: audit, ...env },
  });
  return {
    target,
    directory,
    socket: join(directory, `${target.pid}.sock`),
    key: join(directory, `${target.pid}.key`),
    audit: () =>
      readFileSync(audit, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

/** A bare connection to a console server. */
export interface Wire {
  readonly socket: Socket;
  /** The next line that comes, parsed; null when the other side has hung up. */
  // biome-ignore lint/suspicious/noExplicitAny: assertions reach into it
  next(): Promise<any>;
}

/** Connects to a console server and says nothing. */
export function openWire(path: string): Wire {
  const socket = connect(path);
  socket.setEncoding('utf8').on('error', () => {});
  const lines: string[] = [];
  let rest = '';
  let wake = () => {};
  socket.on('data', (piece: string) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!;
    lines.push(...parts);
    wake();
  });
  let isOver = false;
  socket.on('close', () => {
    isOver = true;
    wake();
  });
  const next = async () => {
    while (lines.length === 0 && !isOver) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const line = lines.shift();
    return line === undefined ? null : JSON.parse(line);
  };
  return { socket, next };
}
