import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { messageOf, UserError } from '../errors.js';
import { InspectorMessageFilter } from './inspector-messages.js';

/** A program that we started, with its inspector open. */
export interface Program {
  readonly child: ChildProcess;
  /** The WebSocket debugger URL of its inspector, on 127.0.0.1. */
  readonly url: string;
  /** What it writes: to be read, or it will wait. Without what Node itself says of the inspector. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when it has ended, with its exit code or the signal that ended it. Never rejects. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Ends it, with SIGKILL where SIGTERM does not do it in 2 s, and waits until it is gone. */
  stop(): Promise<void>;
}

const STARTING_TIMEOUT = 10_000;
const STOPPING_TIMEOUT = 2000;

/**
 * Starts a Node program with its inspector open at any free port of 127.0.0.1.
 *
 * Stdin and Ctrl-C are for the console: the program gets neither. `tied` gives it an IPC channel, whose `disconnect`
 * event tells it that we are gone. `node`: the Node that runs it. Rejects with a UserError, `not-started`, where no
 * inspector opens.
 */
export async function startProgram(
  script: string,
  args: readonly string[] = [],
  { tied = false, node = process.execPath }: { tied?: boolean; node?: string } = {},
): Promise<Program> {
  const child = spawn(node, ['--inspect=127.0.0.1:0', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', ...(tied ? (['ipc'] as const) : [])],
    // A process group of its own, to which a terminal sends no SIGINT.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  // It must not keep us alive: we end it, and not it us.
  child.channel?.unref();
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal!));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timeout = setTimeout(() => child.kill('SIGKILL'), STOPPING_TIMEOUT);
    await ended;
    clearTimeout(timeout);
  };
  try {
    const { url, stderr } = await inspectorOf(child, ended);
    return { child, url, stdout: child.stdout!, stderr, ended, stop };
  } catch (cause) {
    if (child.pid !== undefined) await stop();
    throw new UserError('not-started', `${script} could not be started: ${messageOf(cause)}`, {
      hint: `does \`node ${script}\` work?`,
      cause,
    });
  }
}

/** Waits until a child tells where its inspector listens. */
async function inspectorOf(child: ChildProcess, ended: Promise<unknown>): Promise<{ url: string; stderr: Readable }> {
  let timeout: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timeout = setTimeout(() => reject(new Error('its inspector does not open')), STARTING_TIMEOUT);
      const stderr = new InspectorMessageFilter((url) => resolve({ url, stderr }));
      child.stderr!.pipe(stderr);
      child.on('error', reject);
      ended.then((how) => reject(new Error(`it ended with ${how}`)));
    });
  } finally {
    clearTimeout(timeout);
  }
}
