import { Heap } from '../analysis/heap.js';
import { analyse } from '../heap/analyse.js';
import { SnapshotParser } from '../heap/parse.js';
import { idProbe, keepIds } from '../live/heap-ids.js';
import type { LiveSnapshot } from '../live/target.js';
import { streamHeapSnapshot } from '../session/heap-snapshot.js';
import { spend } from './afford.js';
import type { Context } from './context.js';
import { Redactor } from './redactor.js';
import { SnapshotWriter } from './snapshot-writer.js';

/** Where a snapshot is written besides into the session. */
export interface SnapshotFileOptions {
  readonly path: string;
  readonly gzip?: boolean;
  /** Without the contents of strings. */
  readonly redact?: boolean;
}

/** What a snapshot was: bytes of the file (compressed or not), or, without file, of what V8 sent. */
export interface TakenSnapshot extends LiveSnapshot {
  readonly bytes: number;
}

const mostKept = 2;

/**
 * Takes a heap snapshot of a running process, if the budget allows it, and keeps it in the session. It is read while it comes, and
 * written to a file if one is named. Throws a UserError where that cannot be, and leaves no half file.
 */
export async function takeSnapshot(
  context: Context<'live'>,
  options: SnapshotFileOptions | null = null,
): Promise<TakenSnapshot> {
  const { target, progress, signal } = context;
  const parser = new SnapshotParser();
  const writer = options && (await SnapshotWriter.open(options.path, options));
  const redactor = options?.redact ? new Redactor(parser) : null;
  let received = 0;
  const sink = {
    write(chunk: Uint8Array) {
      received += chunk.length;
      parser.write(chunk);
      writer?.write(redactor ? redactor.redact(chunk) : chunk);
      progress(`receiving: ${Math.round(received / 1e6)} MB`);
    },
    progress: (done: number, total: number) => progress('the target takes the snapshot', done, total),
  };
  try {
    await keepIds(target);
    const before = await idProbe(target);
    await spend(context, 'snapshot', () => streamHeapSnapshot(target.session, sink, signal));
    const takenAt = new Date().toISOString();
    const probe = await idProbe(target);
    // What has other @ids now cannot be compared any more.
    if (probe !== before) target.snapshots.length = 0;
    const written = writer?.finish();
    written?.catch(() => {});
    const heap = new Heap(analyse(parser.end(), (phase, done, total) => progress(`analysing: ${phase}`, done, total)));
    const bytes = (await written) ?? received;
    const snapshot = { takenAt, path: options?.path ?? null, heap, bytes, idProbe: probe };
    target.snapshots.push(snapshot);
    if (target.snapshots.length > mostKept) target.snapshots.shift();
    return snapshot;
  } catch (error) {
    await writer?.discard();
    throw error;
  } finally {
    progress('');
  }
}
