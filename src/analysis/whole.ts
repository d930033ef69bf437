import { edgeFrom } from '../heap/graph.js';
import { edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import type { Heap } from './heap.js';

/**
 * What a part of something keeps alive as a whole: V8 makes neither `slice` of a string nor `subarray` of a Buffer a
 * copy.
 */
export interface Whole {
  /** What the whole is. */
  readonly kind: 'string' | 'ArrayBuffer' | 'WebAssembly.Memory';
  readonly node: number;
  /** Of the whole; how long the part is, is in no snapshot. */
  readonly bytes: number;
}

/**
 * The string of which a node is a slice, or the memory on which a Buffer or typed array is a view; null for another
 * node.
 */
export function wholeOf(heap: Heap, node: number): Whole | null {
  const { graph, shallowSize } = heap.analysis;
  const type = nodeTypeOf(graph, node);
  if (type === 'sliced string') {
    const parent = follow(graph, node, 'internal', 'parent');
    return parent === -1 ? null : { kind: 'string', node: parent, bytes: shallowSize[parent] };
  }
  const buffer = type === 'object' ? follow(graph, node, 'internal', 'buffer') : -1;
  const store = buffer === -1 ? -1 : follow(graph, buffer, 'internal', 'backing_store');
  if (store === -1) return null;
  const kind = isOfWebAssembly(heap, buffer) ? 'WebAssembly.Memory' : 'ArrayBuffer';
  return { kind, node: buffer, bytes: graph.selfSize[store] };
}

/** Whether an ArrayBuffer is that of a WebAssembly.Memory, which holds it by no name. */
function isOfWebAssembly({ analysis: { graph, retainers } }: Heap, buffer: number): boolean {
  for (let at = retainers.firstRetainer[buffer]; at < retainers.firstRetainer[buffer + 1]; at++) {
    const edge = retainers.retainingEdge[at];
    const isUnnamed = /^(hidden|internal)$/.test(edgeTypeOf(graph, edge));
    if (isUnnamed && nodeNameOf(graph, edgeFrom(graph, edge)) === 'Memory') return true;
  }
  return false;
}
