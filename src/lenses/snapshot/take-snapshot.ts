import { idProbe, keepIds } from '../../isolate/heap-ids.js';
import type { Isolate } from '../../isolate/isolate.js';
import { nameOriginals } from '../../isolate/name-originals.js';
import type { LiveSnapshot } from '../../isolate/snapshots.js';
import { type SnapshotFileOptions, SnapshotIntake } from '../../snapshot/intake.js';
import type { LookOptions } from '../look-options.js';
import { takeSnapshotByFile } from './snapshot-by-file.js';
import { streamHeapSnapshot } from './stream-snapshot.js';

/** What a snapshot was: bytes of the file (compressed or not), or, without file, of what V8 sent. */
export interface TakenSnapshot extends LiveSnapshot {
  readonly bytes: number;
}

/**
 * Takes a heap snapshot of an isolate and keeps it in the session. It is read while it comes, and written to a file if
 * one is named. Throws a UserError where that cannot be, and leaves no half file; what was not written only because the
 * disk is full is kept in the session all the same. `isAsked`: by the user, not by a command for its answer.
 */
export async function takeSnapshot(
  isolate: Isolate,
  file: SnapshotFileOptions | null,
  isAsked: boolean,
  { progress, signal, notice }: LookOptions,
): Promise<TakenSnapshot> {
  const { session, process } = isolate;
  const intake = await SnapshotIntake.open(file, progress);
  try {
    await keepIds(isolate);
    const before = await idProbe(isolate);
    const mayWrite = session.isWorker && !process.readOnly && process.localPid !== null;
    const byFile = mayWrite && (await takeSnapshotByFile(session, intake, signal));
    if (!byFile) await streamHeapSnapshot(session, intake, signal);
    const takenAt = new Date().toISOString();
    const probe = await idProbe(isolate);
    // What has other @ids now cannot be compared any more.
    if (probe !== before) isolate.snapshots.clear();
    const heap = await nameOriginals(isolate, intake.heap, notice);
    const snapshot = { takenAt, path: file?.path ?? null, heap, isAsked, idProbe: probe };
    isolate.snapshots.add(snapshot);
    return { ...snapshot, bytes: await intake.finish() };
  } catch (error) {
    await intake.discard();
    throw error;
  }
}
