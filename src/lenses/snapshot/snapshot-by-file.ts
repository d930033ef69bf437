import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { identityOf } from '../../injected/snapshot/file-identity.js';
import { callNow } from '../../session/call.js';
import { loadEntryNow } from '../../session/entry.js';
import type { Session } from '../../session/session.js';
import type { SnapshotSink } from '../../snapshot/intake.js';

/**
 * Lets a worker thread write its heap snapshot into a file of ours, and hands the bytes on: through the session each
 * chunk would be packed into another message by the main thread, which would stand still for it. Gives false where the
 * worker cannot write there, as where it has other disks: then nothing was done.
 *
 * The file has no name any more when the worker gets it, as /proc/OUR-PID/fd/N, so that nothing is left of it however
 * we end. V8 cannot be stopped: when the signal is aborted, this rejects at once.
 */
export async function takeSnapshotByFile(session: Session, sink: SnapshotSink, signal: AbortSignal): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const folder = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  const file = await open(join(folder, 'snapshot'), 'wx+', 0o600).finally(() => rm(folder, { recursive: true }));
  try {
    const entry = await loadEntryNow(session, 'snapshot');
    const path = `/proc/${process.pid}/fd/${file.fd}`;
    const identity = identityOf(await file.stat({ bigint: true }));
    const error = await untilAborted(signal, callNow(session, entry, 'writeInto', path, identity));
    if (error === 'no-access') return false;
    if (error !== null) {
      throw new UserError('unwritable-file', `the worker cannot write its snapshot to ${tmpdir()}: ${error}`, {
        hint: 'TMPDIR names another directory for it',
      });
    }
    for await (const chunk of createReadStream('', { fd: file.fd, start: 0, autoClose: false, signal }))
      sink.write(chunk);
    return true;
  } finally {
    await file.close();
  }
}

function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
