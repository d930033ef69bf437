import { program } from '../program.js';
import { identityOf } from './file-identity.js';

/** What came of writing. `bytes` of the file; or what went wrong, null if there is a file of that name. */
export type WrittenSnapshot = { readonly path: string; readonly bytes: number } | { readonly error: string | null };

/**
 * Writes a heap snapshot on the target's own disk; the file has its final name only when it is whole, and replaces
 * none. Never throws.
 */
export function writeSnapshot(path: string): WrittenSnapshot {
  const v8 = program.load('v8') as typeof import('node:v8');
  const fs = program.load('fs') as typeof import('node:fs');
  const { resolve } = program.load('path') as typeof import('node:path');
  const whole = resolve(path);
  const partial = `${whole}.${program.process.pid}.partial`;
  if (fs.existsSync(whole)) return { error: null };
  try {
    v8.writeHeapSnapshot(partial);
    fs.renameSync(partial, whole);
    return { path: whole, bytes: fs.statSync(whole).size };
  } catch (error) {
    try {
      emptyAndClose(partial);
      fs.unlinkSync(partial);
    } catch {
      // It was not there.
    }
    return { error: String((error as Error)?.message ?? error) };
  }
}

/**
 * Writes a heap snapshot into the file `file` (see `identityOf`), which is at `path`. Gives null, `no-access` where it
 * may not write there or where another file is there, or what went wrong. Never throws.
 */
export function writeSnapshotInto(path: string, file: string): string | null {
  const v8 = program.load('v8') as typeof import('node:v8');
  const fs = program.load('fs') as typeof import('node:fs');
  try {
    fs.accessSync(path, fs.constants.W_OK);
    if (identityOf(fs.statSync(path, { bigint: true })) !== file) return 'no-access';
  } catch {
    return 'no-access';
  }
  try {
    v8.writeHeapSnapshot(path);
    return null;
  } catch (error) {
    try {
      emptyAndClose(path);
    } catch {
      // It cannot be opened any more.
    }
    return String((error as Error)?.message ?? error);
  }
}

/**
 * Empties a file of ours, and closes it for Node, which keeps it open when it could not write all (WriteSnapshot in
 * src/heap_utils.cc closes it on success alone): the disk would not be free before the process ends. Node's descriptor
 * was the lowest that was free, as this one is now. Throws where there is no such file.
 */
function emptyAndClose(path: string): void {
  const fs = program.load('fs') as typeof import('node:fs');
  fs.statSync(path);
  const last = fs.openSync(path, 'w');
  const file = identityOf(fs.fstatSync(last, { bigint: true }));
  for (let descriptor = last; descriptor > 2; descriptor--) {
    try {
      if (identityOf(fs.fstatSync(descriptor, { bigint: true })) === file) fs.closeSync(descriptor);
    } catch {
      // It is not open.
    }
  }
}

/** Lets Node write `count` heap snapshots when the heap is near its limit; where, or null if this Node cannot. */
export function armNearLimit(count: number): string | null {
  const { setHeapSnapshotNearHeapLimit } = program.load('v8') as typeof import('node:v8');
  if (typeof setHeapSnapshotNearHeapLimit !== 'function') return null;
  setHeapSnapshotNearHeapLimit(count);
  return program.process.cwd();
}
