import type { HeapGraph } from '../heap/graph.js';
import { edgeNameOf, edgeTypeOf, nodeNameOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';

/** The edges that lead to native nodes (memory of zlib, of crypto, handles of Node), in the order of the file. */
export interface NativeLinks {
  /** One a link: the node that it starts at. */
  readonly from: Uint32Array;
  /** One a link: index into `labels`. */
  readonly label: Uint32Array;
  /** One a link: the native node. */
  readonly to: Uint32Array;
  /** The name of an edge and what it leads to; an edge of a list has no name. */
  readonly labels: readonly string[];
  /** The objects that lead to a native node. */
  readonly owners: Uint32Array;
}

/** Finds the links from the root, from objects, and from native nodes. O(n + e). */
export function nativeLinks(graph: HeapGraph): NativeLinks {
  const { nodeCount, nodeType, nodeTypes, firstEdge, edgeTo } = graph;
  const [object, native] = ['object', 'native'].map((type) => nodeTypes.indexOf(type));
  const isTarget = nodesLikeNative(graph);
  const [from, label, to, owners]: number[][] = [[], [], [], []];
  const labels = new Map<string, number>();
  for (let node = 0; node < nodeCount; node++) {
    if (node !== 0 && nodeType[node] !== object && !isTarget(node)) continue;
    let isOwner = false;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (!isTarget(edgeTo[edge])) continue;
      isOwner ||= nodeType[edgeTo[edge]] === native;
      const name = edgeTypeOf(graph, edge) === 'element' ? '' : edgeNameOf(graph, edge);
      from.push(node);
      label.push(getOrAdd(labels, `${name} ${nodeNameOf(graph, edgeTo[edge])}`, () => labels.size));
      to.push(edgeTo[edge]);
    }
    if (isOwner && nodeType[node] === object) owners.push(node);
  }
  const [fromColumn, labelColumn, toColumn, ownersColumn] = [from, label, to, owners].map((each) =>
    Uint32Array.from(each),
  );
  return { from: fromColumn, label: labelColumn, to: toColumn, labels: [...labels.keys()], owners: ownersColumn };
}

/** Gives for a node the native ones that it leads to, by label. */
export function nativesByLabel({ from, label, to, labels }: NativeLinks): (node: number) => Map<string, number[]> {
  const first = new Map<number, number>();
  for (let link = from.length - 1; link >= 0; link--) first.set(from[link], link);
  return (node) => {
    const natives = new Map<string, number[]>();
    for (let link = first.get(node) ?? from.length; from[link] === node; link++) {
      getOrAdd(natives, labels[label[link]], () => []).push(to[link]);
    }
    return natives;
  };
}

/** Tells whether a node is native, or stands for a class of Node's that is. */
function nodesLikeNative(graph: HeapGraph): (node: number) => boolean {
  const { nodeType, nodeTypes } = graph;
  const [native, synthetic] = ['native', 'synthetic'].map((type) => nodeTypes.indexOf(type));
  return (node) =>
    nodeType[node] === native || (nodeType[node] === synthetic && nodeNameOf(graph, node).startsWith('Node / '));
}
