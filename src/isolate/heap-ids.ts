import { UserError } from '../errors.js';
import { call, callForHandle } from '../session/call.js';
import { loadEntry } from '../session/entry.js';
import type { Isolate } from './isolate.js';
import { heapIdOf } from './objects.js';
import type { LiveSnapshot } from './snapshots.js';

/**
 * Sees to it that objects keep their @ids from now on, from one snapshot of this console to the next (see `keepHeapIds`).
 *
 * Another debugger that detaches makes V8 forget them all the same: `idProbe` tells.
 */
export async function keepIds(isolate: Isolate): Promise<void> {
  if (isolate.snapshots.kept) return;
  const { session } = isolate;
  isolate.snapshots.kept = await callForHandle(session, await loadEntry(session, 'ids'), 'keepHeapIds', []);
}

/**
 * Gives back what `keepIds` has taken, without waiting for it: the target may be at work for long. It would end by itself, with
 * the collection of garbage after our session.
 */
export function releaseIds({ session, snapshots: { kept } }: Isolate): void {
  if (kept) call(session, kept, 'end').catch(() => {});
}

/** The @id of an object of ours that lives as long as the console: while it stays the same, all @ids do. */
export async function idProbe({ session, console }: Isolate): Promise<number | null> {
  return await heapIdOf(session, console.state);
}

/** The session's latest snapshot. Throws a UserError if there is none: in a new one no @id would mean the same object. */
export function snapshotOfIds({ snapshots }: Isolate): LiveSnapshot {
  if (snapshots.latest) return snapshots.latest;
  throw new UserError('no-snapshot', 'an @id is of a snapshot, and this session has none', {
    hint: 'in a console, take one with .snapshot; .instances NAME makes live objects variables without one',
  });
}

/** Throws a UserError if V8 has forgotten the @ids since the session's latest snapshot. */
export async function checkIds(isolate: Isolate): Promise<void> {
  if (snapshotOfIds(isolate).idProbe === (await idProbe(isolate))) return;
  throw new UserError('ids-forgotten', 'V8 has forgotten the @ids of the session’s snapshots', {
    hint: 'it does so when a debugger detaches from the target: take a new one with .snapshot',
  });
}
