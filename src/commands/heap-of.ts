import { resolve } from 'node:path';
import type { Heap } from '../analysis/heap.js';
import { UserError } from '../errors.js';
import type { Context } from './context.js';
import { loadSnapshot, type SnapshotFile } from './snapshot-files.js';

/**
 * The heap that a command looks at: of several files, the last, which is the latest; of a running process, the session's latest
 * snapshot, or a new one if the budget allows it.
 */
export async function heapOf(context: Context): Promise<Heap> {
  if (isLive(context)) return await liveHeap(context);
  context.account('snapshot', null);
  const { files } = context.target;
  return files[files.length - 1].heap;
}

/** The session's latest snapshot, or a new one. */
async function liveHeap(context: Context<'live'>): Promise<Heap> {
  const latest = context.target.snapshots.at(-1);
  if (!latest) return (await takeSnapshot(context)).heap;
  context.account('snapshot', null);
  context.notice(`in the snapshot of ${latest.takenAt.slice(11, 19)} UTC; .snapshot takes a new one`);
  return latest.heap;
}

export function isLive(context: Context): context is Context<'live'> {
  return context.target.kind === 'live';
}

/** The heap to compare with: the one in `file`, or else the first of the files that were opened. Throws a UserError. */
export async function baseOf(context: Context<'files'>, file: string | undefined): Promise<Heap> {
  if (file !== undefined) return (await snapshotFile(context, file)).heap;
  const { files } = context.target;
  if (files.length > 1) return files[files.length - 2].heap;
  throw new UserError('one-snapshot', 'There is only one snapshot, and nothing to compare it with.', {
    hint: 'Open two, the earlier one first: leakconsole open BEFORE AFTER; or name the earlier one.',
  });
}

/** A file that was opened, by its path or the end of it; or one that is not open yet, which is loaded. Throws a UserError. */
export async function snapshotFile(
  { target, progress, signal }: Context<'files'>,
  path: string,
): Promise<SnapshotFile> {
  const open = target.files.find((file) => resolve(file.path) === resolve(path) || file.path.endsWith(`/${path}`));
  return open ?? { path, heap: await loadSnapshot(path, progress, signal) };
}
