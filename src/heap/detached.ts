import type { HeapGraph } from './graph.js';

const attached = 1;
const detached = 2;

/**
 * Finds the native nodes that are detached, as Chrome DevTools does (HeapSnapshot.ts, propagateDOMState): what V8 says
 * of a node holds for the native nodes reached from it too, and attached wins over detached.
 */
export function detachedNodes(graph: HeapGraph): Set<number> {
  const { nodeCount, firstEdge, edgeType, edgeTypes, edgeTo, nodeType, detachedness } = graph;
  const native = graph.nodeTypes.indexOf('native');
  const passes = edgeTypes.map((name) => name !== 'hidden' && name !== 'weak');
  const state = new Map<number, number>();
  const found = new Set<number>();
  const stacks: Record<number, number[]> = { [attached]: [], [detached]: [] };

  const visit = (node: number, newState: number): void => {
    if (nodeType[node] !== native || state.has(node)) return;
    state.set(node, newState);
    stacks[newState]?.push(node);
    if (newState === detached) found.add(node);
  };
  const spread = (node: number, newState: number): void => {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (passes[edgeType[edge]]) visit(edgeTo[edge], newState);
    }
  };
  for (let node = 0; node < nodeCount; node++) if (detachedness[node] !== 0) visit(node, detachedness[node]);
  for (const each of [attached, detached]) {
    for (let node = stacks[each].pop(); node !== undefined; node = stacks[each].pop()) spread(node, each);
  }
  return found;
}
