import { constants, open as openFile } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UserError } from '../../errors.js';
import type { ChildEnd } from '../../injected/fork/child.js';
import type { ForkedChild } from '../../injected/fork/forks.js';
import type { ByteSink, ChildOptions } from './child-options.js';
import type { RemoteForks } from './remote-forks.js';

const LOOK_EVERY_MS = 200;
const PIECE_BYTES = 2 ** 17;

/**
 * Follows a child to its end, and hands its bytes on. `status`: all that it said. Whatever ends this early (the signal,
 * a sink that throws) ends the child at once.
 */
export async function followChild(
  forks: RemoteForks,
  forked: ForkedChild,
  sink: ByteSink,
  options: ChildOptions,
): Promise<{ ended: ChildEnd; status: string }> {
  try {
    return await follow(forks, forked, sink, options);
  } catch (error) {
    // It may be the connection that is gone: then the lease ends the child.
    await forks.kill().catch(() => {});
    throw error;
  }
}

async function follow(
  forks: RemoteForks,
  { outFd }: ForkedChild,
  sink: ByteSink,
  { localPid, signal, duty, onProgress }: ChildOptions,
): Promise<{ ended: ChildEnd; status: string }> {
  const started = performance.now();
  let bytes = 0;
  let status = '';
  const take = async (chunk: Uint8Array): Promise<void> => {
    bytes += chunk.length;
    await sink.write(chunk);
  };
  const pipe = localPid === null || outFd < 0 ? null : await openPipe(`/proc/${localPid}/fd/${outFd}`);
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
      if (state === null) throw childEnded();
      status += state.status;
      if (state.piece !== '') await take(Buffer.from(state.piece, 'base64'));
      if (state.ended) {
        await read;
        if (failure !== null) throw failure;
        return { ended: state.ended, status };
      }
      const phase = bytes === 0 ? 'looking' : 'writing';
      onProgress({ phase, rssBytes: state.rssBytes, bytes, ms: performance.now() - started });
      const pause = state.piece === '' ? LOOK_EVERY_MS : state.tookMs * (1 / duty - 1);
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  } finally {
    pipe?.destroy();
  }
}

/** The lease has ended it: this console, or the target, stood still for longer than that. */
function childEnded(): UserError {
  return new UserError('fork-failed', 'the forked child was ended: nobody had asked for it for too long', {
    hint: 'nothing happened to the target; this console, or the target, stood still meanwhile. Try again',
  });
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
