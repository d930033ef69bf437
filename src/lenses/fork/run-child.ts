import { constants, open as openFile } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UserError } from '../../errors.js';
import type { ChildState, ForkedChild, ForkRequest } from '../../injected/fork/forks.js';
import { explainEnd } from './explain-end.js';
import type { RemoteForks } from './remote-forks.js';

/** What a child is allowed, and who listens. */
export interface ChildOptions {
  /** The target's pid, where it runs on this machine and we may open its descriptors: then its bytes cost it nothing. Else null. */
  readonly localPid: number | null;
  /** How many of V8's threads must sleep when it forks. */
  readonly v8Threads: number;
  readonly maxSeconds: number;
  /** 0 to 19 as nice(1) has it; 20: it has only the time that nobody else wants, and on a busy machine may never be done. */
  readonly niceness: number;
  /** Memory that it may take beside what it shares with its parent, bytes; 0: as much as there is. */
  readonly maxBytes: number;
  /** Which part of its time the target may spend on handing the bytes on, where they go through it: above 0, at most 1. */
  readonly duty: number;
  readonly signal: AbortSignal;
  onProgress(progress: ChildProgress): void;
}

export interface ChildProgress {
  /** It looks at the heap before it writes the first byte. */
  readonly phase: 'forking' | 'looking' | 'writing';
  readonly rssBytes: number;
  readonly bytes: number;
}

/** What it cost, ms and bytes. */
export interface ForkCost {
  /** The stall of the fork that succeeded, and of all forks. */
  readonly stallMs: number;
  readonly allStallsMs: number;
  readonly steps: ForkedChild['steps'];
  readonly mappings: number;
  /** Forks, one of which succeeded; and why the others did not. */
  readonly forks: number;
  readonly failures: readonly string[];
  /** How often V8's threads did not sleep, so that no fork was tried. */
  readonly busyTurns: number;
  readonly childCpuMs: number;
  readonly childRssBytes: number;
  readonly childMs: number;
}

/** Takes a child's bytes as they come. */
export interface ByteSink {
  write(chunk: Uint8Array): Promise<void> | void;
  /** The child failed, another one begins: what came so far is void. */
  restart(): void;
}

const MOST_FORKS = 3;
/** So often it waits for a turn in which V8's threads sleep; then it forks whatever they do. */
const MOST_BUSY_TURNS = 20;
const WAIT_MS = 3;
const LEASE_MS = 15_000;
const LOOK_EVERY_MS = 200;
const PIECE_BYTES = 2 ** 17;

/**
 * Forks a child of the target, up to three times, and hands what it writes on to a sink. Whatever ends this early (the signal, a sink that
 * throws) ends the child at once. Rejects with a UserError, `fork-failed`, where no child succeeded.
 */
export async function runChild(
  forks: RemoteForks,
  task: Pick<ForkRequest, 'task' | 'gzip'>,
  sink: ByteSink,
  options: ChildOptions,
): Promise<ForkCost> {
  const failures: string[] = [];
  let allStallsMs = 0;
  let busyTurns = 0;
  let bySplit = true;
  for (let tried = 1; tried <= MOST_FORKS; tried++) {
    const forked = await fork();
    allStallsMs += forked.stallMs;
    const started = performance.now();
    let result: { ended: NonNullable<ChildState['ended']>; status: string };
    try {
      result = await follow(forks, forked, sink, options);
    } catch (error) {
      // It may be the connection that is gone: then the lease ends the child.
      await forks.kill().catch(() => {});
      throw error;
    }
    const { ended, status } = result;
    const failure = explainEnd(ended, status);
    if (failure === null) {
      const { stallMs, steps, mappings } = forked;
      const { cpuMs: childCpuMs, maxRssBytes: childRssBytes } = ended;
      const childMs = performance.now() - started;
      const costs = { stallMs, allStallsMs, steps, mappings, forks: tried, failures, busyTurns };
      return { ...costs, childCpuMs, childRssBytes, childMs };
    }
    failures.push(failure.cause);
    if (!failure.mayRetry) break;
    if (failure.lacksMemory) bySplit = false;
    sink.restart();
  }
  throw new UserError('fork-failed', `the forked child failed: ${failures.join('; ')}`, {
    hint: 'nothing happened to the target; another lens can answer (--lens)',
  });

  async function fork(): Promise<ForkedChild> {
    options.onProgress({ phase: 'forking', rssBytes: 0, bytes: 0 });
    for (let turn = 0; ; turn++) {
      options.signal.throwIfAborted();
      const forked = await forks.fork({
        ...task,
        seconds: options.maxSeconds,
        memoryBytes: options.maxBytes,
        v8Threads: turn < MOST_BUSY_TURNS ? options.v8Threads : 0,
        waitMs: WAIT_MS,
        bySplit,
        niceness: options.niceness,
        leaseMs: LEASE_MS,
      });
      if (typeof forked === 'object') return forked;
      if (forked !== 'threads awake') {
        throw new UserError('fork-failed', `the target cannot be forked: ${forked}`, {
          hint: 'nothing happened to the target; another lens can answer (--lens)',
        });
      }
      busyTurns++;
      await delay(Math.random() * 20);
    }
  }
}

/** Follows a child to its end, and hands its bytes on. */
async function follow(
  forks: RemoteForks,
  { outFd }: ForkedChild,
  sink: ByteSink,
  { localPid, signal, duty, onProgress }: ChildOptions,
): Promise<{ ended: NonNullable<ChildState['ended']>; status: string }> {
  let bytes = 0;
  let status = '';
  const take = async (chunk: Uint8Array): Promise<void> => {
    bytes += chunk.length;
    await sink.write(chunk);
  };
  const pipe = localPid === null ? null : await openPipe(`/proc/${localPid}/fd/${outFd}`);
  let failure: unknown = null;
  let read: Promise<void> | null = null;
  if (pipe) {
    await forks.releaseOutput();
    read = drain(pipe, take).catch((error) => {
      failure = error;
    });
  }
  try {
    for (;;) {
      signal.throwIfAborted();
      if (failure !== null) throw failure;
      const state = await forks.look(pipe ? 0 : PIECE_BYTES);
      if (state === null) throw new Error('the child is gone');
      status += state.status;
      if (state.piece !== '') await take(Buffer.from(state.piece, 'base64'));
      if (state.ended) {
        await read;
        if (failure !== null) throw failure;
        return { ended: state.ended, status };
      }
      onProgress({ phase: bytes === 0 ? 'looking' : 'writing', rssBytes: state.rssBytes, bytes });
      const pause = state.piece === '' ? LOOK_EVERY_MS : state.tookMs * (1 / duty - 1);
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  } finally {
    pipe?.destroy();
  }
}

/** Opens the reading end of a target's pipe as our own; null where we may not. */
async function openPipe(path: string): Promise<Socket | null> {
  try {
    const fd = await promisify(openFile)(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return new Socket({ fd, readable: true, writable: false });
  } catch {
    return null;
  }
}

async function drain(pipe: Socket, take: (chunk: Uint8Array) => Promise<void>): Promise<void> {
  for await (const chunk of pipe) await take(chunk as Buffer);
}
