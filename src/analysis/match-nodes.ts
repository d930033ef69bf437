import type { HeapGraph } from '../heap/graph.js';
import { edgeNameOf, edgeTypeOf, nodeNameOf, nodeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import type { Heap } from './heap.js';
import { IdIndex } from './id-index.js';
import { haveSameIds } from './same-ids.js';

/**
 * Gives for a node of a snapshot the same one of an earlier snapshot of the process, or -1; null where the two number
 * their objects differently.
 */
export function matchNodes(heap: Heap, base: Heap): ((node: number) => number) | null {
  const { graph } = heap.analysis;
  // Numbers that a forked child has given are given again, to other objects. Beside an earlier snapshot they are new:
  // the child goes on counting.
  if (base.analysis.graph.isForked) return null;
  const ids = new IdIndex(base.analysis.graph.nodeId);
  if (!haveSameIds(heap, base, ids)) return null;
  const natives = matchNatives(graph, base.analysis.graph, ids);
  const { nodeType, nodeId } = graph;
  const [native, synthetic] = ['native', 'synthetic'].map((type) => graph.nodeTypes.indexOf(type));
  return (node) => {
    const type = nodeType[node];
    if (type === native) return natives.get(node) ?? -1;
    return (type === synthetic ? natives.get(node) : undefined) ?? ids.get(nodeId[node]);
  };
}

/**
 * Finds for the native nodes of a snapshot (memory of zlib, of crypto, handles of Node) those of an earlier one: V8
 * numbers them anew each time, so they are known by what holds them. It begins at objects with the same @id and at the
 * root, and goes on from native node to native node, along edges of one name; of several alike, by their order.
 */
function matchNatives(now: HeapGraph, then: HeapGraph, thenIds: IdIndex): Map<number, number> {
  const matches = new Map<number, number>();
  const queue: [now: number, then: number][] = [[0, 0]];
  for (const node of objectsWithNatives(now)) {
    const before = thenIds.get(now.nodeId[node]);
    if (before !== -1) queue.push([node, before]);
  }
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    const earlier = nativesOf(then, pair[1]);
    for (const [name, nodes] of nativesOf(now, pair[0])) {
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

function* objectsWithNatives(graph: HeapGraph): Generator<number> {
  const { nodeCount, nodeType, nodeTypes, firstEdge, edgeTo } = graph;
  const [object, native] = ['object', 'native'].map((type) => nodeTypes.indexOf(type));
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== object) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (nodeType[edgeTo[edge]] !== native) continue;
      yield node;
      break;
    }
  }
}

/** The native nodes that a node leads to, by the edge and what they are; an edge of a list has no name. */
function nativesOf(graph: HeapGraph, node: number): Map<string, number[]> {
  const natives = new Map<string, number[]>();
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const to = graph.edgeTo[edge];
    const type = nodeTypeOf(graph, to);
    if (type !== 'native' && !(type === 'synthetic' && nodeNameOf(graph, to).startsWith('Node / '))) continue;
    const name = edgeTypeOf(graph, edge) === 'element' ? '' : edgeNameOf(graph, edge);
    getOrAdd(natives, `${name} ${nodeNameOf(graph, to)}`, () => []).push(to);
  }
  return natives;
}
