import { findPlainObjects, type PlainObjects } from '../heap/classes.js';
import type { HeapGraph } from '../heap/graph.js';
import { uint32Array } from '../heap/memory.js';
import { type NativeLinks, nativeLinks } from './native-links.js';

/** What of a heap is needed to compare it with another one of the same process, beside ids, classes and sizes. */
export interface Comparable {
  readonly plain: PlainObjects;
  readonly natives: NativeLinks;
  readonly sample: IdSample;
}

/** Nodes whose ids are chosen by the ids alone, so that a sample of another snapshot has the same ones. */
export interface IdSample {
  /** Chosen is an id whose hash ends in so many zero bits. */
  readonly bits: number;
  readonly ids: Uint32Array;
  /** For each of these a hash of its type and name. */
  readonly prints: Uint32Array;
}

const mostSampled = 50_000;

/** Finds what a comparison needs. O(n + e). */
export function comparable(graph: HeapGraph): Comparable {
  return { plain: findPlainObjects(graph), natives: nativeLinks(graph), sample: sampleIds(graph) };
}

/** Whether an id is in samples with so many bits. */
export function isSampled(id: number, bits: number): boolean {
  const hash = Math.imul(id, 0x9e3779b1);
  return ((hash ^ (hash >>> 15)) & (2 ** bits - 1)) === 0;
}

function sampleIds(graph: HeapGraph): IdSample {
  const { nodeCount, nodeId, nodeType, nodeTypes, nodeName, strings } = graph;
  const bits = Math.max(0, Math.ceil(Math.log2(nodeCount / mostSampled)));
  const nodes: number[] = [];
  for (let node = 0; node < nodeCount; node++) if (isSampled(nodeId[node], bits)) nodes.push(node);
  const [ids, prints] = [uint32Array(nodes.length), uint32Array(nodes.length)];
  nodes.forEach((node, at) => {
    ids[at] = nodeId[node];
    prints[at] = hashOf(nodeTypes[nodeType[node]], strings.bytes(nodeName[node]));
  });
  return { bits, ids, prints };
}

/** G. Fowler, L. C. Noll, K.-P. Vo: FNV-1a, 32 bits (RFC 9923). */
function hashOf(type: string, name: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < type.length; at++) hash = Math.imul(hash ^ type.charCodeAt(at), 0x01000193);
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name[at], 0x01000193);
  return hash >>> 0;
}
