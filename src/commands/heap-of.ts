import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Heap } from '../analysis/heap.js';
import { UserError } from '../errors.js';
import type { LiveSnapshot } from '../live/target.js';
import { loadSnapshot, type SnapshotFile } from '../snapshot/files.js';
import type { Context } from './context.js';
import { takeSnapshot } from './take-snapshot.js';

/**
 * The heap that a command looks at: of several files the last, which is the latest; of a running process the session's latest
 * snapshot, or a new one if the budget allows it. Tells what it has cost.
 */
export async function heapOf(context: Context): Promise<Heap> {
  const latest = heapsOf(context).at(-1);
  const live = liveContext(context);
  if (live && !latest) return (await takeSnapshot(live)).heap;
  tellKnown(context, live?.target.snapshots.at(-1));
  return latest!.heap;
}

/** Tells that the answer comes from a snapshot that is there already, and so costs nothing; of a file, there is no more to tell. */
export function tellKnown({ account, notice }: Pick<Context, 'account' | 'notice'>, known?: LiveSnapshot): void {
  account('snapshot', null);
  if (known) notice(`in the snapshot of ${known.takenAt.slice(11, 19)} UTC; .snapshot takes a new one`);
}

/** The heap to compare with: the one in `file`, or else the one before the last. Throws a UserError. */
export async function baseOf(context: Context, file: string | undefined): Promise<Heap> {
  if (file !== undefined) return (await snapshotFile(context, file)).heap;
  const base = heapsOf(context).at(-2);
  if (base) return base.heap;
  throw new UserError('one-snapshot', 'there is only one snapshot, and nothing to compare it with', {
    hint: liveContext(context)
      ? 'take another with .snapshot when the service has worked for a while'
      : 'open two, the earlier one first: `leakconsole open BEFORE AFTER`; or name the earlier one',
  });
}

/** A snapshot that is there already, by its path, or where there is no such file, the end of it; or one that is loaded. Throws a UserError. */
export async function snapshotFile(context: Context, path: string): Promise<SnapshotFile> {
  const ends = (each: string) => each.endsWith(`/${path}`) && !existsSync(path);
  const open = heapsOf(context).find(
    (each) => each.path !== null && (resolve(each.path) === resolve(path) || ends(each.path)),
  );
  return { path, heap: open?.heap ?? (await loadSnapshot(path, context.progress, context.signal)) };
}

/** The heaps that are there: files that were opened, or the snapshots of the session; the latest last. */
export function heapsOf({ target }: Context): readonly { readonly path: string | null; readonly heap: Heap }[] {
  return target.kind === 'live' ? target.snapshots : target.files;
}

/** The context of a command on a running process, or null. */
export function liveContext(context: Context): Context<'live'> | null {
  return context.target.kind === 'live' ? { ...context, target: context.target } : null;
}
