import type { HeapGraph } from '../heap/graph.js';

/** The heap snapshot files that `leakconsole open` was given, loaded. */
export interface SnapshotFiles {
  readonly kind: 'files';
  readonly files: readonly { readonly path: string; readonly graph: HeapGraph }[];
}
