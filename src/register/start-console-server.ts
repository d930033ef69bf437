import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';
import { consoleFiles, defaultDirectory, openDirectory } from './console-files.js';
import type { Greeting } from './handshake.js';
import type { ThreadData } from './server-thread.js';

/** How a service opens a console to itself. */
export interface ConsoleServerOptions {
  /**
   * Where the socket and its key are, a directory that only this user can enter; it is made where there is none.
   * Default: `leakconsole` in $XDG_RUNTIME_DIR, else `leakconsole-UID` in the temporary directory. On Windows it holds
   * the key alone.
   */
  readonly dir?: string;
  /**
   * Answer only what changes nothing: commands that look without a snapshot, and expressions without side effects. Its
   * clients must be of the same version. It says nothing of time: a look may stall the service, a line for 10 s at
   * most. Default: false.
   */
  readonly readOnly?: boolean;
  /**
   * Start the thread that serves only when the first client comes: it saves 10 MB until then, but a main thread that is
   * busy answers no first client. Default: false.
   */
  readonly lazy?: boolean;
  /** A file to which a line of JSON is appended for each session, refusal and command. Default: none. */
  readonly audit?: string;
  /** After how long without a message a session is ended, ms; 0 or Infinity: never. Default: an hour. */
  readonly idle?: number;
}

const HOUR = 3_600_000;
/** The longest time that a timer of Node takes, ms: 25 days. */
const MOST_IDLE = 2 ** 31 - 1;
/** What the thread may take, MB: if it is ever too little, the thread ends, and the service goes on. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 };

let isStarted = false;
let isRemovedAtExit = false;

/**
 * Lets consoles of this user attach to this process through a unix socket (a named pipe on Windows): `leakconsole
 * attach pid:N`. There is no TCP port, and the inspector is not opened. The process ends as if it were not there.
 *
 * It never throws: what keeps it from listening is written to stderr, once. Later calls, and those in worker threads,
 * do nothing.
 */
export function startConsoleServer(options: ConsoleServerOptions = {}): void {
  if (isStarted || !isMainThread) return;
  isStarted = true;
  try {
    const { dir, readOnly = false, lazy = false, audit, idle = HOUR } = options;
    if (!(idle >= 0)) throw new Error(`idle is a time in ms, not ${idle}`);
    const data: ThreadData = {
      directory: openDirectory(resolve(dir ?? defaultDirectory())),
      auditPath: audit === undefined ? null : resolve(audit),
      idleMs: idle === Number.POSITIVE_INFINITY ? 0 : Math.min(idle, MOST_IDLE),
      readOnly,
    };
    if (lazy && process.platform !== 'win32') startWhenAsked(data);
    else startThread(data);
  } catch (error) {
    complain(error);
  }
}

function startThread(data: ThreadData): void {
  const worker = new Worker(join(__dirname, 'server-thread.cjs'), {
    name: 'leakconsole',
    workerData: data,
    resourceLimits: RESOURCE_LIMITS,
    // Options and variables of the program are none of its business, such as one that loads us.
    execArgv: [],
    env: {},
  });
  worker.on('error', complain);
  worker.on('message', () => removeAtExit(data.directory));
  // After the listeners, which would keep the process from ending.
  worker.unref();
}

/** Listens on the main thread for the first client, who is told to come again when the thread listens there. */
function startWhenAsked(data: ThreadData): void {
  const { socket } = consoleFiles(data.directory, process.pid);
  const greeting: Greeting = { leakconsole: 1, nonce: null };
  const server = createServer((client) => {
    client.on('error', () => {});
    client.end(`${JSON.stringify(greeting)}\n`);
    if (!server.listening) return;
    // It takes its socket file away.
    server.close();
    attempt(() => startThread(data));
  });
  // Where a dead process of our pid has left its socket, the thread takes it away.
  server.on('error', () => attempt(() => startThread(data)));
  server.listen({ path: socket, exclusive: true }, () => {
    attempt(() => chmodSync(socket, 0o600));
    removeAtExit(data.directory);
  });
  server.unref();
}

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    complain(error);
  }
}

/** Removes the files when the process exits; from the first call on. */
function removeAtExit(directory: string): void {
  if (isRemovedAtExit) return;
  isRemovedAtExit = true;
  const { socket, key } = consoleFiles(directory, process.pid);
  process.on('exit', () => {
    for (const path of process.platform === 'win32' ? [key] : [key, socket]) {
      try {
        rmSync(path, { force: true });
      } catch {
        // The process may have become another user, who has no access. The next server removes it.
      }
    }
  });
}

function complain(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  // Unlike `process.stderr.write`, it survives a pipe that nobody reads any more.
  console.error(`leakconsole: this process has no console server (${reason.replace(/\s+/g, ' ')})`);
}
