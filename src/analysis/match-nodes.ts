import type { Heap } from './heap.js';
import { IdIndex } from './id-index.js';
import { nativesByLabel } from './native-links.js';
import { haveSameIds } from './same-ids.js';

/**
 * Gives for a node of a snapshot the same one of an earlier snapshot of the process, or -1; null where the two number
 * their objects differently.
 */
export function matchNodes(heap: Heap, base: Heap): ((node: number) => number) | null {
  const { graph } = heap.analysis;
  if (!areMatched(heap, base)) return null;
  const ids = new IdIndex(base.analysis.graph.nodeId);
  const natives = matchNatives(heap, base, ids);
  const { nodeType, nodeId } = graph;
  const [native, synthetic] = ['native', 'synthetic'].map((type) => graph.nodeTypes.indexOf(type));
  return (node) => {
    const type = nodeType[node];
    if (type === native) return natives.get(node) ?? -1;
    return (type === synthetic ? natives.get(node) : undefined) ?? ids.get(nodeId[node]);
  };
}

/** Whether the objects of a snapshot can be found in an earlier one of the process. */
export function areMatched(heap: Heap, base: Heap): boolean {
  // Numbers that a forked child has given are given again, to other objects. Beside an earlier snapshot they are new:
  // the child goes on counting.
  return !base.analysis.graph.isForked && haveSameIds(heap.comparable.sample, base.comparable.sample);
}

/**
 * Finds for the native nodes of a snapshot (memory of zlib, of crypto, handles of Node) those of an earlier one: V8
 * numbers them anew each time, so they are known by what holds them. It begins at objects with the same @id and at the
 * root, and goes on from native node to native node, along edges of one name; of several alike, by their order.
 */
function matchNatives(now: Heap, then: Heap, thenIds: IdIndex): Map<number, number> {
  const matches = new Map<number, number>();
  const queue: [now: number, then: number][] = [[0, 0]];
  for (const node of now.comparable.natives.owners) {
    const before = thenIds.get(now.analysis.graph.nodeId[node]);
    if (before !== -1) queue.push([node, before]);
  }
  const [nativesOf, earlierOf] = [now, then].map(({ comparable }) => nativesByLabel(comparable.natives));
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    const earlier = earlierOf(pair[1]);
    for (const [name, nodes] of nativesOf(pair[0])) {
      const others = earlier.get(name) ?? [];
      for (let at = 0; at < Math.min(nodes.length, others.length); at++) {
        if (matches.has(nodes[at])) continue;
        matches.set(nodes[at], others[at]);
        queue.push([nodes[at], others[at]]);
      }
    }
  }
  return matches;
}
