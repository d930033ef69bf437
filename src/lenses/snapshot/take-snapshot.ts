import { idProbe, keepIds } from '../../isolate/heap-ids.js';
import type { Isolate } from '../../isolate/isolate.js';
import { nameOriginals } from '../../isolate/name-originals.js';
import type { SnapshotFileOptions } from '../../snapshot/intake.js';
import type { LookOptions } from '../look-options.js';
import { receiveSnapshot, type TakenSnapshot } from './receive-snapshot.js';
import { takeSnapshotByFile } from './snapshot-by-file.js';
import { streamHeapSnapshot } from './stream-snapshot.js';

/** Takes a heap snapshot of an isolate and keeps it in the session (see `receiveSnapshot`). */
export async function takeSnapshot(
  isolate: Isolate,
  file: SnapshotFileOptions | null,
  isAsked: boolean,
  { progress, signal, notice }: LookOptions,
): Promise<TakenSnapshot> {
  const { session, process, snapshots } = isolate;
  return await receiveSnapshot(
    {
      snapshots,
      async idProbe() {
        await keepIds(isolate);
        return await idProbe(isolate);
      },
      async stream(sink) {
        const mayWrite = session.isWorker && !process.readOnly && process.localPid !== null;
        const byFile = mayWrite && (await takeSnapshotByFile(session, sink, signal));
        if (!byFile) await streamHeapSnapshot(session, sink, signal);
      },
      name: (heap) => nameOriginals(isolate, heap, notice),
    },
    file,
    isAsked,
    progress,
  );
}
