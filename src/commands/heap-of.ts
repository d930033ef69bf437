import { resolve } from 'node:path';
import type { Heap } from '../analysis/heap.js';
import { UserError } from '../errors.js';
import type { Context } from './context.js';
import { loadSnapshot, type SnapshotFile } from './snapshot-files.js';

/** The heap that a command looks at: of several files, the last, which is the latest. */
export async function heapOf({ target }: Context<'files'>): Promise<Heap> {
  return target.files[target.files.length - 1].heap;
}

/** The heap to compare with: the one in `file`, or else the first of the files that were opened. Throws a UserError. */
export async function baseOf(context: Context<'files'>, file: string | undefined): Promise<Heap> {
  if (file !== undefined) return (await snapshotFile(context, file)).heap;
  const { files } = context.target;
  if (files.length > 1) return files[files.length - 2].heap;
  throw new UserError('one-snapshot', 'There is only one snapshot, and nothing to compare it with.', {
    hint: 'Open two, the earlier one first: leakconsole open BEFORE AFTER; or name the earlier one.',
  });
}

/** A file that was opened, by its path or the end of it; or one that is not open yet, which is loaded. Throws a UserError. */
export async function snapshotFile(
  { target, progress, signal }: Context<'files'>,
  path: string,
): Promise<SnapshotFile> {
  const open = target.files.find((file) => resolve(file.path) === resolve(path) || file.path.endsWith(`/${path}`));
  return open ?? { path, heap: await loadSnapshot(path, progress, signal) };
}
