import { biggestObjects } from '../analysis/biggest.js';
import type { Heap } from '../analysis/heap.js';
import type { Holding } from './diagnosis.js';
import { describeHolder } from './heap-holders.js';

const MOST = 30;

/** What keeps most of a heap alive, the largest first, each with the larger one that it is within. */
export function holdingsOf(heap: Heap): Holding[] {
  const { dominator } = heap.analysis;
  const indexOf = new Map<number, number>();
  return biggestObjects(heap, MOST).map(({ id, name, count, retainedBytes, path }, index) => {
    const node = heap.nodeWithId(id);
    let above = node;
    do above = dominator[above];
    while (above !== 0 && !indexOf.has(above));
    indexOf.set(node, index);
    const { text } = describeHolder(heap, path, path.steps.length);
    const within = indexOf.get(above) ?? null;
    return { name, path: text, count, retainedBytes, share: retainedBytes / heap.totalBytes, within };
  });
}
