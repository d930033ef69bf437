import type { Heap } from './heap.js';
import { groupByPath } from './path-groups.js';
import { describeGroup, type RetainingPath } from './retaining.js';

/** Slices of strings that are held in the same way. */
export interface SlicedStrings {
  /** How many slices. */
  readonly count: number;
  /** Of the strings that they are slices of. */
  readonly keptBytes: number;
  /** What holds them. */
  readonly holder: RetainingPath;
}

/** Finds slices that keep strings alive which nothing else holds, by what holds them; that which keeps most first. */
export function slicedStrings(heap: Heap, most: number): SlicedStrings[] {
  const { graph } = heap.analysis;
  const { retainedSize } = heap.program;
  const type = graph.nodeTypes.indexOf('sliced string');
  const keptBytes = (node: number): number => retainedSize[node] - graph.selfSize[node];
  const slices = function* () {
    for (let node = 0; node < graph.nodeCount; node++) {
      if (graph.nodeType[node] === type && keptBytes(node) > 0 && heap.consoleObjects.has[node] === 0) yield node;
    }
  };
  const groups = groupByPath(slices(), heap.readablePaths, keptBytes);
  return groups.slice(0, most).map((group) => ({
    count: group.count,
    keptBytes: group.retainedBytes,
    holder: describeGroup(heap, group),
  }));
}
