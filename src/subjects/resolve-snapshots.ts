import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Heap } from '../analysis/heap.js';
import type { Context } from '../dispatch/context.js';
import { UserError } from '../errors.js';
import type { LiveSnapshot } from '../isolate/snapshots.js';
import { takeSnapshot } from '../lenses/snapshot/take-snapshot.js';
import { openSnapshotFiles, type SnapshotFile } from '../snapshot/files.js';

/** A heap, and where it is from: a file, or this session, at a time (ISO 8601). */
export interface Snapshot {
  readonly path: string | null;
  readonly takenAt?: string;
  readonly heap: Heap;
}

/**
 * The heap that a command looks at: of several files the last, which is the latest; of a running process the session's latest
 * snapshot, or a new one if the budget allows it. Tells what it has cost.
 */
export async function heapOf(context: Context): Promise<Heap> {
  if (heapsOf(context).length > 0) tellKnown(context, liveContext(context)?.target.snapshots.latest);
  return (await latestOf(context)).heap;
}

/** The same as a snapshot that can be named; tells nothing of one that is there already. */
export async function latestOf(context: Context): Promise<Snapshot> {
  const live = liveContext(context);
  const latest = heapsOf(context).at(-1);
  return live && !latest ? await takeSnapshot(live, null, false) : latest!;
}

/** Tells that the answer comes from a snapshot that is there already, and so costs nothing; of a file, there is no more to tell. */
export function tellKnown({ account, notice }: Pick<Context, 'account' | 'notice'>, known?: LiveSnapshot): void {
  account('snapshot', null);
  if (known) notice(`in ${snapshotText(known)}; .snapshot takes a new one`);
}

/**
 * The snapshot to compare with: the one in `file`, or else the one before the last; on a running process the earliest that the session
 * keeps. Throws a UserError.
 */
export async function baseOf(context: Context, file: string | undefined): Promise<Snapshot> {
  if (file !== undefined) return await snapshotFile(context, file);
  const heaps = heapsOf(context);
  const live = liveContext(context);
  if (heaps.length > 1) {
    const base = live ? heaps[0] : heaps.at(-2)!;
    // Of two files it is clear which is meant.
    if (!live && heaps.length > 2)
      context.notice(`compared: ${base.path} and ${heaps.at(-1)?.path}, the last two files`);
    return base;
  }
  if (!live) {
    throw new UserError('one-snapshot', 'there is only one snapshot, and nothing to compare it with', {
      hint: 'open two, the earlier one first: `leakconsole open BEFORE AFTER`; or name the earlier one',
    });
  }
  const [only] = live.target.snapshots.list;
  const what = only ? `only ${snapshotText(only)}, and nothing to compare it with` : 'no snapshot to compare';
  throw new UserError(only ? 'one-snapshot' : 'no-snapshot', `there is ${what}`, {
    hint: `take ${only ? 'another' : 'one'} with .snapshot${only ? '' : ', and another'} when the service has worked for a while`,
  });
}

/** `the snapshot of 15:29:39 UTC (before.heapsnapshot)`, or the path of a file. */
export function snapshotText({ path, takenAt }: { path: string | null; takenAt?: string | null }): string {
  if (!takenAt) return path ?? '';
  return `the snapshot of ${takenAt.slice(11, 19)} UTC${path === null ? '' : ` (${basename(path)})`}`;
}

/** A snapshot that is there already, by its path, or where there is no such file, the end of it; or one that is loaded. Throws a UserError. */
export async function snapshotFile(context: Context, path: string): Promise<SnapshotFile> {
  const ends = (each: string) => each.endsWith(`/${path}`) && !existsSync(path);
  const open = heapsOf(context).find(
    (each) => each.path !== null && (resolve(each.path) === resolve(path) || ends(each.path)),
  );
  if (open) return { path, heap: open.heap };
  return (await openSnapshotFiles([path], context.progress, context.signal)).files[0];
}

/** The heaps that are there: files that were opened, or the snapshots of the session; the latest last. */
export function heapsOf({ target }: Context): readonly Snapshot[] {
  return target.kind === 'live' ? target.snapshots.list : target.files;
}

/** The context of a command on a running process, or null. */
export function liveContext(context: Context): Context<'live'> | null {
  return context.target.kind === 'live' ? { ...context, target: context.target } : null;
}
