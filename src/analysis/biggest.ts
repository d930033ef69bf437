import { displayName } from './display-name.js';
import { nodeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import type { Heap } from './heap.js';
import { type ObjectRow, objectRow } from './objects.js';
import { type RetainingPath, retainingPath } from './retaining.js';

/** Objects of one kind below an object that keeps them alive. */
export interface ObjectGroup {
  /** Their class, or in brackets V8's type. */
  readonly name: string;
  /** How many they are. */
  readonly count: number;
  /** What all of them retain, bytes. */
  readonly retainedBytes: number;
}

/** Where much memory hangs on one object, or on alike objects that one object holds. */
export interface BiggestRow extends ObjectRow {
  /** How many objects the row stands for: the object itself, and others of its kind below the same holder. */
  readonly count: number;
  /** How the object, or one of them, is held. */
  readonly path: RetainingPath;
  /** What most of the memory of the row is in, level by level down; empty where it is spread over many kinds. */
  readonly below: readonly ObjectGroup[];
}

/** Alike nodes that are held in the same way; often one alone. */
interface Candidate {
  /** The one that retains most first. */
  readonly nodes: number[];
  retainedBytes: number;
}

/** An object that has this share of another's memory stands for it. */
const ALL_BUT_WHOLE = 0.8;
/** From this share of a row's memory on, what it is in is told below. */
const MOST_OF_IT = 0.5;
const MOST_LEVELS = 3;
const PLAIN = /^(Object|Array|Map|Set)$/;

/**
 * Tells where most memory is kept alive: `most` rows, the biggest first.
 *
 * Of a chain of objects that each have all but the whole memory of the one before, the last is the row. Objects of one
 * kind below one holder are one row. What a row tells below itself is no row of its own.
 */
export function biggestObjects(heap: Heap, most: number): BiggestRow[] {
  const rows: BiggestRow[] = [];
  let queue = candidatesBelow(heap, [0]);
  while (rows.length < most && queue.length > 0) {
    const [first, ...others] = queue;
    const isOne = first.nodes.length === 1;
    const { row, passed } = isOne ? followChain(heap, first) : { row: first, passed: [] };
    const levels = levelsBelow(heap, row);
    rows.push(describeRow(heap, row, levels));
    const told = new Set(levels[0]?.nodes);
    const below = isOne ? candidatesBelow(heap, row.nodes).filter(({ nodes: [node] }) => !told.has(node)) : [];
    queue = [...others, ...passed, ...below].sort(byBytes).slice(0, most);
  }
  return rows;
}

function describeRow(heap: Heap, { nodes, retainedBytes }: Candidate, levels: readonly Candidate[]): BiggestRow {
  return {
    ...objectRow(heap, nodes[0]),
    shallowBytes: nodes.reduce((sum, node) => sum + heap.program.shallowSize[node], 0),
    retainedBytes,
    count: nodes.length,
    path: retainingPath(heap, nodes[0]),
    below: levels.map((level) => ({
      name: displayName(heap, level.nodes[0]),
      count: level.nodes.length,
      retainedBytes: level.retainedBytes,
    })),
  };
}

/**
 * Goes down from a node while one object alone has most of its memory, past what else there is; of a list, to the first
 * of its nodes.
 */
function followChain(heap: Heap, top: Candidate): { readonly row: Candidate; readonly passed: readonly Candidate[] } {
  const passed: Candidate[] = [];
  let row = top;
  for (;;) {
    const [next, ...others] = candidatesBelow(heap, row.nodes);
    const isChain = next?.nodes.length === 1 && next.retainedBytes >= ALL_BUT_WHOLE * top.retainedBytes;
    if (!isChain || isList(heap, row, next)) return { row, passed };
    for (const other of others) passed.push(other);
    row = next;
  }
}

/** What most of the memory of some nodes is in, then what most of that is in, and so on; a list is one level. */
function levelsBelow(heap: Heap, top: Candidate): Candidate[] {
  const levels: Candidate[] = [];
  let above = top;
  for (;;) {
    const [next] = candidatesBelow(heap, above.nodes);
    if (!next) break;
    if (isList(heap, above, next) && levels.length > 0) {
      for (const node of next.nodes) levels[levels.length - 1].nodes.push(node);
    } else if (levels.length === MOST_LEVELS || next.retainedBytes < MOST_OF_IT * top.retainedBytes) {
      break;
    } else {
      levels.push({ ...next, nodes: [...next.nodes] });
    }
    above = next;
  }
  // Where it ends in one object, there is nothing to count.
  while (levels.at(-1)?.nodes.length === 1) levels.pop();
  return levels;
}

/**
 * Whether nodes are those of a list behind others: they are of one class, and where a chain may have many of that
 * without being a list, they are held in the same way.
 */
function isList({ names, readablePaths }: Heap, { nodes: [one] }: Candidate, { nodes: [other] }: Candidate): boolean {
  if (names.keyOf(one) !== names.keyOf(other)) return false;
  return !PLAIN.test(names.of(one)) || readablePaths.of(one) === readablePaths.of(other);
}

/**
 * The objects of the program right below some in the tree of dominators, grouped by kind and by how they are held. The
 * biggest first. It looks through V8's own parts, and through the global object, of which nobody needs to hear that it
 * holds the whole program.
 */
function candidatesBelow(heap: Heap, holders: readonly number[]): Candidate[] {
  const { names, dominated, consoleObjects, readablePaths, starts } = heap;
  const { graph } = heap.analysis;
  const { retainedSize } = heap.program;
  const groups = new Map<number, Candidate>();
  const stack = [...holders];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (let node = dominated.first[at]; node !== 0; node = dominated.next[node]) {
      if (consoleObjects.has[node] === 1) continue;
      const isGlobal = starts.at(node)?.kind === 'global';
      if (nodeTypeOf(graph, node) === 'synthetic' || !names.isVisible(node) || isGlobal) {
        stack.push(node);
        continue;
      }
      const key = readablePaths.of(node);
      const group = getOrAdd(groups, key === -1 ? -node : key, () => ({ nodes: [], retainedBytes: 0 }));
      group.retainedBytes += retainedSize[node];
      if (retainedSize[node] > retainedSize[group.nodes[0]]) group.nodes.unshift(node);
      else group.nodes.push(node);
    }
  }
  return [...groups.values()].sort(byBytes);
}

function byBytes(a: Candidate, b: Candidate): number {
  return b.retainedBytes - a.retainedBytes || a.nodes[0] - b.nodes[0];
}
