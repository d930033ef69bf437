/** What came of writing. `bytes` of the file; or what went wrong. */
export type WrittenSnapshot = { readonly path: string; readonly bytes: number } | { readonly error: string };

/** Writes a heap snapshot on the target's own disk; the file has its final name only when it is whole. Never throws. */
export function writeSnapshot(load: (name: string) => unknown, path: string): WrittenSnapshot {
  const v8 = load('v8') as typeof import('node:v8');
  const fs = load('fs') as typeof import('node:fs');
  const { resolve } = load('path') as typeof import('node:path');
  const whole = resolve(path);
  const partial = `${whole}.${process.pid}.partial`;
  try {
    v8.writeHeapSnapshot(partial);
    fs.renameSync(partial, whole);
    return { path: whole, bytes: fs.statSync(whole).size };
  } catch (error) {
    try {
      fs.unlinkSync(partial);
    } catch {
      // It was not there.
    }
    return { error: String((error as Error)?.message ?? error) };
  }
}

/** Lets Node write `count` heap snapshots when the heap is near its limit; where, or null if this Node cannot. */
export function armNearLimit(load: (name: string) => unknown, count: number): string | null {
  const { setHeapSnapshotNearHeapLimit } = load('v8') as typeof import('node:v8');
  if (typeof setHeapSnapshotNearHeapLimit !== 'function') return null;
  setHeapSnapshotNearHeapLimit(count);
  return process.cwd();
}
