// The thread of a console server: it talks with the inspector of the main thread, whatever that is busy with.
import { chmodSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { openAudit } from './audit.js';
import { Client } from './client.js';
import { type ConsoleFiles, consoleFiles } from './console-files.js';
import { newNonce } from './handshake.js';

/** What the main thread gives to this one. */
export interface ThreadData {
  readonly directory: string;
  readonly auditPath: string | null;
  readonly idleMs: number;
  readonly readOnly: boolean;
}

/** More connections at once are closed as they come. */
const MOST_CONNECTIONS = 64;
/** Files that are younger may be those of a server that does not listen yet, ms. */
const LEAST_AGE = 10_000;

void listen(workerData as ThreadData);

async function listen({ directory, auditPath, idleMs, readOnly }: ThreadData): Promise<void> {
  const audit = openAudit(auditPath);
  await sweep(directory);
  const files = consoleFiles(directory, process.pid);
  // A directory may be that of several containers, in which a pid is there more than once.
  if (await isAnswered(files.socket)) throw new Error(`another process listens at ${files.socket}`);
  remove(files);
  const readOnlyVersion = readOnly ? ownVersion() : null;
  const key = newNonce();
  writeFileSync(files.key, key, { mode: 0o600, flag: 'wx' });
  const server = createServer((socket) => void new Client(socket, { key, idleMs, readOnlyVersion, audit }));
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(files.socket, () => {
    if (process.platform !== 'win32') chmodSync(files.socket, 0o600);
    // A process that has no descriptors left cannot accept a connection, and goes on.
    server.on('error', () => {});
    parentPort!.postMessage('listening');
  });
}

function ownVersion(): string {
  return JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')).version;
}

/**
 * Removes what processes have left that were killed. Whether one is dead its socket tells, and not its pid, which may
 * be one of another container.
 */
async function sweep(directory: string): Promise<void> {
  for (const name of readdirSync(directory)) {
    const [, pid] = /^(\d+)\.(?:sock|key)$/.exec(name) ?? [];
    if (pid === undefined) continue;
    const file = lstatSync(`${directory}/${name}`, { throwIfNoEntry: false });
    const files = consoleFiles(directory, Number(pid));
    if (file && Date.now() - file.mtimeMs > LEAST_AGE && !(await isAnswered(files.socket))) remove(files);
  }
}

function remove({ socket, key }: ConsoleFiles): void {
  rmSync(key, { force: true });
  if (process.platform !== 'win32') rmSync(socket, { force: true });
}

/** Whether somebody listens at a socket. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ENOENT' && code !== 'ECONNREFUSED'));
  });
}
