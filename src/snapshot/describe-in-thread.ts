import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { KeptHeap } from '../analysis/heap.js';
import type { Piece } from '../heap/scratch.js';
import type { StringParts } from '../heap/strings.js';
import { packageFile } from '../package-files.js';

type Described = Pick<KeptHeap, 'classTexts' | 'comparable'>;
/** What is known of a heap that was just read. */
export type KnownHeap = Omit<KeptHeap, keyof Described>;

/** A heap as it is told to another thread: its arrays are shared, or copied. */
export interface HeapMessage extends Omit<KnownHeap, 'analysis'> {
  readonly analysis: Omit<KeptHeap['analysis'], 'graph' | 'spare'> & {
    readonly spare: readonly Piece[];
    readonly graph: Omit<KeptHeap['analysis']['graph'], 'strings'> & { readonly strings: StringParts };
  };
}

/**
 * Computes in a thread of its own what is worth keeping beside what is known of a heap. Rejects where that fails.
 */
export async function describeInThread(heap: KnownHeap): Promise<Described> {
  const { analysis, consoleObjects, program, scriptNames } = heap;
  const graph = { ...analysis.graph, strings: analysis.graph.strings.parts };
  const message: HeapMessage = {
    analysis: { ...analysis, graph, spare: analysis.spare?.takeAll() ?? [] },
    consoleObjects,
    program,
    scriptNames,
  };
  const worker = new Worker(packageFile('dist/program/describe-thread.js'), {
    workerData: message,
    // Options of the process, as --input-type, are not meant for a file of ours.
    execArgv: [],
  });
  try {
    const [described] = await once(worker, 'message');
    return described;
  } finally {
    await worker.terminate();
  }
}
