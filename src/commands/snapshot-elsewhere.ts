import { UserError } from '../errors.js';
import { armNearLimit, writeSnapshot } from '../injected/write-snapshot.js';
import { builtinLoader } from '../session/builtins.js';
import { call, callNow, OBJECT_GROUP } from '../session/call.js';
import { spend } from './afford.js';
import type { Context } from './context.js';

/** A snapshot that the target wrote, or will write, on its own disk. */
export interface SnapshotElsewhere {
  /** Null if it is yet to be written. */
  readonly file: string | null;
  readonly bytes: number | null;
  /** Where Node will write it when the heap is near its limit. */
  readonly armedIn: string | null;
}

/** Lets the target write a snapshot on its own disk, if the budget allows it. */
export async function snapshotOnTarget(context: Context<'live'>, path: string): Promise<SnapshotElsewhere> {
  const { session } = context.target;
  const load = await builtinLoader(session, OBJECT_GROUP);
  const written = await spend(context, 'snapshot', () => call(session, writeSnapshot, load, path));
  if ('error' in written) {
    throw new UserError('unwritable-file', `the target cannot write ${path}: ${written.error}`, {
      hint: 'name a directory on its disk that it may write to; nothing was left behind',
    });
  }
  return { file: written.path, bytes: written.bytes, armedIn: null };
}

/**
 * Arms V8's snapshot near the heap limit, or says why it cannot be disarmed: Node offers no way back (lib/v8.js,
 * setHeapSnapshotNearHeapLimit ignores further calls), but it disarms itself with the one snapshot that we ask for.
 */
export async function snapshotNearLimit(
  { target, notice }: Context<'live'>,
  state: string,
): Promise<SnapshotElsewhere> {
  if (state === 'off') {
    throw new UserError('cannot-disarm', 'Node has no way to disarm the snapshot near the heap limit', {
      hint: 'it ends by itself with the one snapshot that is written, or with the process',
    });
  }
  const load = await builtinLoader(target.session, OBJECT_GROUP);
  const directory = await callNow(target.session, armNearLimit, load);
  if (directory === null) {
    throw new UserError('not-supported', `${target.process.runtime} cannot write a snapshot near the heap limit`, {
      hint: 'Node 18.10 and later can',
    });
  }
  notice('this outlives the console: it ends with the one snapshot that is written, or with the process');
  return { file: null, bytes: null, armedIn: directory };
}
