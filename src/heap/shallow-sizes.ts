import type { HeapGraph } from './graph.js';
import { Scratch } from './scratch.js';

const unowned = 0xffffffff;
const shared = 0xfffffffe;

/**
 * Gives n shallow sizes, bytes, as Chrome DevTools shows them (HeapSnapshot.ts, calculateShallowSizes): V8's own parts
 * of an object (`hidden` and `array` nodes, bytes of external strings) count as the object's where it alone owns them.
 *
 * Where the root has no child but synthetic nodes, the snapshot exposes V8's internals, and sizes stay as they are.
 */
export function shallowSizes(graph: HeapGraph, scratch = new Scratch()): Uint32Array | Float64Array {
  const { nodeCount, firstEdge, edgeType, edgeTo, nodeType, selfSize } = graph;
  if (!hasUserRoots(graph)) return selfSize;
  const weak = graph.edgeTypes.indexOf('weak');
  const synthetic = graph.nodeTypes.indexOf('synthetic');
  const ownable = ownableNodes(graph);

  // The owner of each ownable node; what is on the stack passes its owner on again.
  const owner = scratch.uint32(nodeCount).fill(unowned);
  const stack: number[] = [];
  const pass = (from: number, passed: number): void => {
    const last = firstEdge[from + 1];
    for (let edge = firstEdge[from]; edge < last; edge++) {
      const to = edgeTo[edge];
      if (((ownable[to >>> 5] >>> (to & 31)) & 1) === 0 || edgeType[edge] === weak) continue;
      const current = owner[to];
      if (current === passed || current === shared) continue;
      owner[to] = current === unowned ? passed : shared;
      stack.push(to);
    }
  };
  for (let node = 0; node < nodeCount; node++) {
    if (((ownable[node >>> 5] >>> (node & 31)) & 1) === 1) continue;
    pass(node, node);
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) pass(next, owner[next]);
  }

  let total = 0;
  for (let node = 0; node < nodeCount; node++) total += selfSize[node];
  const result = total < 2 ** 32 ? scratch.uint32(nodeCount) : scratch.float64(nodeCount);
  result.set(selfSize);
  for (let node = 0; node < nodeCount; node++) {
    const to = owner[node];
    if (to === unowned || to === shared || to === 0 || nodeType[to] === synthetic) continue;
    result[to] += selfSize[node];
    result[node] -= selfSize[node];
  }
  scratch.release(owner);
  return result;
}

/** Tells whether the root leads to anything but synthetic nodes, and the documents of a page. */
function hasUserRoots({ firstEdge, edgeTo, nodeType, nodeTypes, nodeName, strings }: HeapGraph): boolean {
  for (let edge = firstEdge[0]; edge < firstEdge[1]; edge++) {
    const node = edgeTo[edge];
    if (nodeTypes[nodeType[node]] !== 'synthetic' || strings.get(nodeName[node]) === '(Document DOM trees)')
      return true;
  }
  return false;
}

/** Finds the nodes whose size may count as another's. Gives n bits, 32 to a word. */
function ownableNodes({ nodeCount, nodeType, nodeTypes, nodeName, strings }: HeapGraph): Uint32Array {
  const [hidden, array, native] = ['hidden', 'array', 'native'].map((type) => nodeTypes.indexOf(type));
  const externalString = strings.indexOf('system / ExternalStringData');
  const result = new Uint32Array((nodeCount >>> 5) + 1);
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node];
    if (type === hidden || type === array || (type === native && nodeName[node] === externalString))
      result[node >>> 5] |= 1 << (node & 31);
  }
  return result;
}
