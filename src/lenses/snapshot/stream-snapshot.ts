import type { Session } from '../../session/session.js';
import type { SnapshotSink } from '../../snapshot/intake.js';

/**
 * Lets the target take a heap snapshot and hands its bytes on as they come over the socket. Resolves when V8 has sent
 * the last.
 *
 * V8 cannot be stopped: when the signal is aborted, or a sink's `write` throws, this rejects at once, and the target
 * goes on until it is done; what it still sends is dropped.
 */
export async function streamHeapSnapshot(session: Session, sink: SnapshotSink, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const offs: (() => void)[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      offs.push(() => signal.removeEventListener('abort', abort));
      offs.push(
        session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
          try {
            // V8 writes ASCII (see HeapSnapshotJSONSerializer): a character is a byte.
            sink.write(Buffer.from(chunk, 'latin1'));
          } catch (error) {
            reject(error);
          }
        }),
        session.on('HeapProfiler.reportHeapSnapshotProgress', ({ done, total }) => sink.progress(done, total)),
      );
      session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: true }).then(() => resolve(), reject);
    });
  } finally {
    for (const off of offs) off();
  }
}
