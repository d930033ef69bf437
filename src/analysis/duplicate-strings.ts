import { UserError } from '../errors.js';
import type { HeapGraph } from '../heap/graph.js';
import { equalStrings } from './equal-strings.js';
import type { Heap } from './heap.js';
import { groupByPath } from './path-groups.js';
import { describeGroup, type RetainingPath } from './retaining.js';

/** A text that the heap holds several times. */
export interface DuplicateString {
  /** As far as V8 wrote it: 1,024 characters. */
  readonly text: string;
  /** How many copies there are. */
  readonly count: number;
  /** Of all copies. */
  readonly totalBytes: number;
  /** Of all copies but one. */
  readonly wastedBytes: number;
  /** What holds most of the copies. */
  readonly holder: RetainingPath;
}

/** Duplicate strings of a heap, those that waste most first. */
export interface DuplicateStrings {
  /** The texts, those that waste most first. */
  readonly strings: readonly DuplicateString[];
  /** Texts that are there more than once, whether shown or not. */
  readonly texts: number;
  /** What all copies but one take, of all texts, bytes. */
  readonly wastedBytes: number;
}

/**
 * Finds the strings that a heap holds more than once, by text: strings that V8 writes as one text, since they differ
 * only beyond their 1,024th character, count as equal where they have the same size. Strings in pieces (concatenated,
 * sliced) are left out. O(n). Throws a UserError where the texts are hidden, since all of one length would seem to be
 * equal.
 */
export function duplicateStrings(heap: Heap, most: number): DuplicateStrings {
  const { graph } = heap.analysis;
  const { shallowSize } = heap.program;
  if (graph.isRedacted) throw textsHidden();
  const type = graph.nodeTypes.indexOf('string');
  const isString = (node: number): boolean => graph.nodeType[node] === type && shallowSize[node] > 0;
  const textOf = firstWithText(graph, isString);
  const count = new Uint32Array(graph.strings.count);
  const size = new Float64Array(graph.strings.count);
  for (let node = 0; node < graph.nodeCount; node++) {
    if (!isString(node)) continue;
    const name = textOf[graph.nodeName[node]];
    if (count[name] === 0) size[name] = shallowSize[node];
    if (size[name] === shallowSize[node]) count[name]++;
  }
  const wasted = (name: number): number => (count[name] - 1) * size[name];
  const duplicates: number[] = [];
  let wastedBytes = 0;
  for (let name = 0; name < count.length; name++) {
    if (count[name] < 2) continue;
    duplicates.push(name);
    wastedBytes += wasted(name);
  }
  const shown = duplicates.sort((a, b) => wasted(b) - wasted(a)).slice(0, most);
  const nodes = new Map(shown.map((name) => [name, new Uint32Array(count[name])]));
  const filled = new Map(shown.map((name) => [name, 0]));
  for (let node = 0; node < graph.nodeCount; node++) {
    if (!isString(node)) continue;
    const name = textOf[graph.nodeName[node]];
    const at = filled.get(name);
    if (at === undefined || shallowSize[node] !== size[name]) continue;
    nodes.get(name)![at] = node;
    filled.set(name, at + 1);
  }
  return {
    strings: shown.map((name) => {
      const groups = groupByPath(nodes.get(name)!, heap.readablePaths, (node) => shallowSize[node]);
      return {
        text: graph.strings.get(name),
        count: count[name],
        totalBytes: count[name] * size[name],
        wastedBytes: wasted(name),
        holder: describeGroup(heap, groups[0]),
      };
    }),
    texts: duplicates.length,
    wastedBytes,
  };
}

function textsHidden(): UserError {
  const why = 'the snapshot was written with --redact, which hides their texts';
  return new UserError('redacted', `the strings cannot be compared: ${why}`, {
    hint: 'ask a snapshot without --redact, or the session in which this one was taken',
  });
}

/** For each string that names a node which `isString`, the first one with the same text. */
function firstWithText({ nodeCount, nodeName, strings }: HeapGraph, isString: (node: number) => boolean): Uint32Array {
  const used = new Uint8Array(strings.count);
  let names = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (used[nodeName[node]] === 1 || !isString(node)) continue;
    used[nodeName[node]] = 1;
    names++;
  }
  const indexes = new Uint32Array(names);
  for (let index = used.indexOf(1), at = 0; index !== -1; index = used.indexOf(1, index + 1)) indexes[at++] = index;
  const result = new Uint32Array(strings.count);
  for (const [at, first] of equalStrings(strings, indexes).entries()) result[indexes[at]] = first;
  return result;
}
