import { UserError } from '../errors.js';
import { call, callForHandle, type Handle, OBJECT_GROUP } from '../session/call.js';
import { loadEntry } from '../session/entry.js';
import { realmOf } from '../session/realm.js';
import type { Session } from '../session/session.js';
import type { LiveSnapshot, Snapshots } from './snapshots.js';

/** What is needed of an isolate. */
interface IdKeeper {
  readonly session: Session;
  readonly snapshots: Snapshots;
}

/**
 * Sees to it that objects keep their @ids from now on, from one snapshot of this console to the next (see
 * `keepHeapIds`).
 *
 * Another debugger that detaches makes V8 forget them all the same: `idProbe` tells.
 */
export async function keepIds(isolate: IdKeeper): Promise<void> {
  if (isolate.snapshots.kept) return;
  const { session } = isolate;
  isolate.snapshots.kept = await callForHandle(session, await loadEntry(session, 'ids'), 'keepHeapIds', []);
}

/**
 * Gives back what `keepIds` has taken, without waiting for it: the target may be at work for long. It would end by
 * itself, with the collection of garbage after our session.
 */
export function releaseIds({ session, snapshots: { kept } }: IdKeeper): void {
  if (kept) call(session, kept, 'end').catch(() => {});
}

/** The @id of an object of ours that lives as long as the session: while it stays the same, all @ids do. */
export async function idProbe({ session }: IdKeeper): Promise<number | null> {
  return await heapIdOf(session, await realmOf(session));
}

/**
 * The session's latest snapshot. Throws a UserError if there is none: in a new one no @id would mean the same object.
 */
export function snapshotOfIds({ snapshots }: Pick<IdKeeper, 'snapshots'>): LiveSnapshot {
  if (snapshots.latest) return snapshots.latest;
  throw new UserError('no-snapshot', 'an @id is of a snapshot, and this session has none', {
    hint: 'in a console, take one with .snapshot; .instances NAME makes live objects variables without one',
  });
}

/** Throws a UserError if an @id of the session's latest snapshot is not, or no longer, one of the target's. */
export async function checkId(isolate: IdKeeper, id: number): Promise<void> {
  const { heap, idProbe: probe } = snapshotOfIds(isolate);
  if (probe !== (await idProbe(isolate))) {
    throw new UserError('ids-forgotten', 'V8 has forgotten the @ids of the session’s snapshots', {
      hint: 'it does so when a debugger detaches from the target: take a new one with .snapshot',
    });
  }
  const { ownIds } = isolate.snapshots;
  if (!heap.analysis.graph.isForked || (ownIds?.idProbe === probe && id <= ownIds.highest)) return;
  throw new UserError('other-ids', `@${id} was given by a forked child, and the target does not know it`, {
    hint: 'what was in an earlier .snapshot --lens snapshot of this console keeps its @id; .object EXPRESSION finds any object',
  });
}

/** The @id that an object has in the snapshots of this session; null before the first that it is in. */
export async function heapIdOf(session: Session, { objectId }: Handle): Promise<number | null> {
  const answer = await session.send('HeapProfiler.getHeapObjectId', { objectId });
  return Number(answer.heapSnapshotObjectId) || null;
}

/** The live object with an @id. V8 walks its heap for it. Throws a UserError where there is none any more. */
export async function objectWithId(session: Session, id: number): Promise<Handle> {
  const failed = (cause?: unknown) =>
    new UserError('unknown-id', `there is no live object @${id}`, {
      hint: 'an @id is known from the snapshots of this session; the object may have been collected, or be none of JavaScript’s',
      cause,
    });
  const { result } = await session
    .send('HeapProfiler.getObjectByHeapObjectId', { objectId: String(id), objectGroup: OBJECT_GROUP })
    .catch((cause) => {
      throw session.hasEnded ? cause : failed(cause);
    });
  if (!result.objectId) throw failed();
  return { objectId: result.objectId };
}
