import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Heap } from '../analysis/heap.js';
import { type Context, takenSnapshots } from '../dispatch/command.js';
import { UserError } from '../errors.js';
import { openSnapshotFiles, type SnapshotFile } from '../snapshot/files.js';

/** A heap, and where it is from: a file, or this session, at a time (ISO 8601). */
export interface Snapshot {
  readonly path: string | null;
  readonly takenAt?: string;
  readonly heap: Heap;
}

/**
 * The heap that a command looks at: of several files the last, which is the latest; of a running process the session's
 * latest snapshot, or a new one if the budget allows it.
 */
export async function resolveHeap(context: Context): Promise<Heap> {
  const known = knownSnapshots(context).at(-1);
  if (known) useKnownSnapshot(context, known);
  return (await resolveLatest(context)).heap;
}

/** The same as a snapshot that can be named; says nothing where it is there already. */
export async function resolveLatest(context: Context): Promise<Snapshot> {
  const latest = knownSnapshots(context).at(-1);
  if (latest || context.kind === 'files') return latest!;
  return await context.takeHeap({ file: null, isAsked: false });
}

/**
 * Says that the answer comes from a snapshot that is there already, and so costs nothing; of a file, there is no more
 * to say.
 */
export function useKnownSnapshot(context: Context, snapshot: Snapshot): void {
  context.useKnown('snapshot');
  if (snapshot.takenAt) context.notice(`in ${snapshotText(snapshot)}; .snapshot takes a new one`);
}

/**
 * The snapshot to compare with: the one in `file`, or else the one before the last; on a running process the earliest
 * that the session keeps. Throws a UserError.
 */
export async function resolveBase(context: Context, file: string | undefined): Promise<Snapshot> {
  if (file !== undefined) return await resolveFile(context, file);
  const snapshots = knownSnapshots(context);
  const isLive = context.kind !== 'files';
  if (snapshots.length > 1) {
    const base = isLive ? snapshots[0] : snapshots.at(-2)!;
    // Of two files it is clear which is meant.
    if (!isLive && snapshots.length > 2)
      context.notice(`compared: ${base.path} and ${snapshots.at(-1)?.path}, the last two files`);
    return base;
  }
  if (!isLive) {
    throw new UserError('one-snapshot', 'there is only one snapshot, and nothing to compare it with', {
      hint: 'open two, the earlier one first: `leakconsole open BEFORE AFTER`; or name the earlier one',
    });
  }
  const [only] = snapshots;
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

/**
 * A snapshot that is there already, by its path, or where there is no such file, the end of it; or one that is loaded.
 * Throws a UserError.
 */
export async function resolveFile(context: Context, path: string): Promise<SnapshotFile> {
  const ends = (each: string) => each.endsWith(`/${path}`) && !existsSync(path);
  const known = knownSnapshots(context).find(
    (each) => each.path !== null && (resolve(each.path) === resolve(path) || ends(each.path)),
  );
  if (known) return { path, heap: known.heap };
  const [file] = await openSnapshotFiles([path], context.progress, context.signal, context.reading);
  return file;
}

/** The snapshots that are there: files that were opened, or those of the session; the latest last. */
export function knownSnapshots(context: Context): readonly Snapshot[] {
  return context.kind === 'files' ? context.files : takenSnapshots(context).list;
}
