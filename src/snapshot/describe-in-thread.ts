import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { KeptHeap } from '../analysis/heap.js';
import type { Piece } from '../heap/scratch.js';
import type { StringParts } from '../heap/strings.js';
import { packageFile } from '../package-files.js';

/** A heap as it is told to another thread: its arrays are shared, or copied. */
export interface HeapMessage extends Omit<KeptHeap, 'analysis' | 'classText'> {
  readonly analysis: Omit<KeptHeap['analysis'], 'graph' | 'spare'> & {
    readonly spare: readonly Piece[];
    readonly graph: Omit<KeptHeap['analysis']['graph'], 'strings'> & { readonly strings: StringParts };
  };
}

/** Describes all classes (see `describeClasses`) in a thread of its own; without a text where that fails. */
export async function describeInThread(heap: KeptHeap): Promise<ReadonlyMap<number, string>> {
  const { analysis, consoleObjects, program, scriptNames } = heap;
  const graph = { ...analysis.graph, strings: analysis.graph.strings.parts };
  const message: HeapMessage = {
    analysis: { ...analysis, graph, spare: analysis.spare?.takeAll() ?? [] },
    consoleObjects,
    program,
    scriptNames,
  };
  const worker = new Worker(packageFile('dist/program/describe-thread.js'), { workerData: message });
  try {
    const [texts] = await once(worker, 'message');
    return texts;
  } catch {
    return new Map();
  } finally {
    await worker.terminate();
  }
}
