import type { Heap } from '../../analysis/heap.js';
import type { LiveSnapshot, Snapshots } from '../../isolate/snapshots.js';
import { type SnapshotFileOptions, SnapshotIntake, type SnapshotSink } from '../../snapshot/intake.js';
import type { LookOptions } from '../look-options.js';

/** What a snapshot was: bytes of the file (compressed or not), or, without file, of what V8 sent. */
export interface TakenSnapshot extends LiveSnapshot {
  readonly bytes: number;
}

/** What a heap snapshot is taken of. */
interface SnapshotSource {
  /** Those that were taken of it. */
  readonly snapshots: Snapshots;
  /** Something that stays the same as long as the @ids do; null where it has none yet. */
  idProbe(): Promise<number | null>;
  /** Lets the bytes come. */
  stream(sink: SnapshotSink): Promise<void>;
  /** Told that the snapshots before cannot be compared any more. */
  idsChanged?(): void;
  /** The heap with the names that are to be shown. */
  name?(heap: Heap): Promise<Heap>;
}

/**
 * Receives a heap snapshot and keeps it among those of its source. It is read while it comes, and written to a file if
 * one is named. Throws a UserError where that cannot be, and leaves no half file; what was not written only because the
 * disk is full is kept in the session all the same. `isAsked`: by the user, not by a command for its answer.
 */
export async function receiveSnapshot(
  source: SnapshotSource,
  file: SnapshotFileOptions | null,
  isAsked: boolean,
  progress: LookOptions['progress'],
): Promise<TakenSnapshot> {
  const { snapshots } = source;
  const intake = await SnapshotIntake.open(file, progress);
  try {
    const before = await source.idProbe();
    await source.stream(intake);
    const takenAt = new Date().toISOString();
    const idProbe = await source.idProbe();
    // What has other @ids now cannot be compared any more.
    if (idProbe !== before) {
      if (snapshots.latest) source.idsChanged?.();
      snapshots.clear();
    }
    const heap = (await source.name?.(intake.heap)) ?? intake.heap;
    const snapshot = { takenAt, path: file?.path ?? null, heap, isAsked, idProbe };
    snapshots.add(snapshot);
    return { ...snapshot, bytes: await intake.finish() };
  } catch (error) {
    await intake.discard();
    throw error;
  }
}
