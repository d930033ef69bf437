import type { HeapGraph } from '../heap/graph.js';
import { edgeNameOf, edgeTypeOf, nodeNameOf, nodeTypeOf } from './edges.js';
import type { Heap } from './heap.js';

/** A node in a word: its class; a function with its name and `()`; the type in brackets for V8's own. */
export function displayName(heap: Heap, node: number): string {
  const { graph } = heap.analysis;
  const type = nodeTypeOf(graph, node);
  const name = heap.sources.nameOf(node);
  switch (type) {
    case 'closure':
      return name === '' ? '(anonymous)' : `${name}()`;
    case 'object':
    case 'native': {
      const suspended = heap.sources.functionOf(node);
      return suspended === -1 ? name : `suspended ${displayName(heap, suspended)}`;
    }
    case 'synthetic':
      return name === '' ? '(root)' : name;
    case 'concatenated string':
      return '(string)';
    case 'hidden':
      return oddballText(graph, node) ?? '(hidden)';
    default:
      return `(${type})`;
  }
}

const oddball = /^(undefined|null|true|false)$/;

/**
 * `true`, `false`, `null` or `undefined` for what V8 calls an oddball; null for another node, and for V8's own
 * oddballs. Node 26 names it so, earlier ones name what it holds.
 */
export function oddballText(graph: HeapGraph, node: number): string | null {
  if (nodeTypeOf(graph, node) === 'hidden' && oddball.test(nodeNameOf(graph, node))) return nodeNameOf(graph, node);
  if (nodeNameOf(graph, node) !== 'system / Oddball') return null;
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    if (edgeTypeOf(graph, edge) !== 'hidden' || edgeNameOf(graph, edge) !== 0) continue;
    const text = nodeNameOf(graph, graph.edgeTo[edge]);
    return oddball.test(text) ? text : null;
  }
  return null;
}
