import { spend } from '../../dispatch/afford.js';
import type { Context } from '../../dispatch/context.js';
import { idProbe, keepIds } from '../../isolate/heap-ids.js';
import type { LiveSnapshot } from '../../isolate/snapshots.js';
import { type SnapshotFileOptions, SnapshotIntake } from '../../snapshot/intake.js';
import { streamHeapSnapshot } from './stream-snapshot.js';

/** What a snapshot was: bytes of the file (compressed or not), or, without file, of what V8 sent. */
export interface TakenSnapshot extends LiveSnapshot {
  readonly bytes: number;
}

/**
 * Takes a heap snapshot of a running process, if the budget allows it, and keeps it in the session. It is read while it comes, and
 * written to a file if one is named. Throws a UserError where that cannot be, and leaves no half file; what was not written only
 * because the disk is full is kept in the session all the same. `isAsked`: by the user, not by a command for its answer.
 */
export async function takeSnapshot(
  context: Context<'live'>,
  options: SnapshotFileOptions | null = null,
  isAsked = true,
): Promise<TakenSnapshot> {
  const { target, progress, signal } = context;
  const intake = await SnapshotIntake.open(options, progress);
  try {
    await keepIds(target);
    const before = await idProbe(target);
    await spend(context, 'snapshot', () => streamHeapSnapshot(target.session, intake, signal));
    const takenAt = new Date().toISOString();
    const probe = await idProbe(target);
    // What has other @ids now cannot be compared any more.
    if (probe !== before) target.snapshots.clear();
    const snapshot = { takenAt, path: options?.path ?? null, heap: intake.heap, isAsked, idProbe: probe };
    target.snapshots.add(snapshot);
    return { ...snapshot, bytes: await intake.finish() };
  } catch (error) {
    await intake.discard();
    throw error;
  } finally {
    progress('');
  }
}
