import type { Located } from '../places/place.js';
import { describePlace } from '../places/shorten.js';
import { brief, contentOf } from './content.js';
import { displayName, oddballText } from './display-name.js';
import { edgeNameOf, edgeTypeOf, nodeNameOf, nodeTypeOf } from './edges.js';
import { type Entries, type Entry, entriesOf } from './entries.js';
import type { Heap } from './heap.js';
import { type Instances, nodesOf } from './instances.js';
import { type RetainingPath, retainingPath } from './retaining.js';
import { stringText } from './string-text.js';
import { isContext } from './v8-names.js';

/** An object in a list. */
export interface ObjectRow {
  readonly id: number;
  /** What it is: its class, or V8’s name of the node. */
  readonly name: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** What it holds, on one line. */
  readonly content: string;
}

/** An edge in a list of what an object refers to. */
export interface ReferenceRow extends ObjectRow {
  /**
   * The variable, property or index; for V8's own edges, V8's name; for an entry of a Map its key in a word, `[]` of a
   * Set.
   */
  readonly edge: string | number;
  /** V8's type; `entry`, or `key` for the key of an entry whose value is not in the snapshot. */
  readonly edgeType: string;
}

/** What an object refers to. */
export interface References {
  /** The first of them, in the order of the snapshot. */
  readonly references: readonly ReferenceRow[];
  /** How many references are left out. */
  readonly moreReferences: number;
  /**
   * Whether it may have properties or entries that V8 did not write: small integers, in a Map or Set booleans and null
   * too.
   */
  readonly mayHaveMore: boolean;
}

/** All that a snapshot tells of one object. */
export interface ObjectDetails extends ObjectRow, References, Located {
  /** V8's type of the node. */
  readonly type: string;
  /** The class, as `types` lists it. */
  readonly className: string;
  /** Where the constructor, or the function itself, stands. */
  readonly location: string | null;
  /** Edges from a global object, or from a root of V8's if no global object leads to it; null where nothing does. */
  readonly distance: number | null;
  /** Whether it is a native node that is detached, as DevTools says. */
  readonly detached: boolean;
  /** Its immediate dominator: without it, nothing would hold the object; null for the top of the heap. */
  readonly dominator: { readonly id: number; readonly name: string } | null;
  /** A string's text, as far as V8 wrote it. */
  readonly text: string | null;
  /** What holds it. */
  readonly path: RetainingPath;
}

/** Describes one object as a list shows it. */
export function objectRow(heap: Heap, node: number): ObjectRow {
  const { graph } = heap.analysis;
  const { shallowSize, retainedSize } = heap.program;
  return {
    id: graph.nodeId[node],
    name: displayName(heap, node),
    shallowBytes: shallowSize[node],
    retainedBytes: retainedSize[node],
    content: contentOf(heap, node),
  };
}

/** Lists the `most` instances that retain most. */
export function largestInstances(heap: Heap, instances: Instances, most: number): ObjectRow[] {
  return largest(heap, nodesOf(instances), most).map((node) => objectRow(heap, node));
}

/**
 * Lists what an object refers to, in the order of the file: its properties, elements and entries, or with `raw` all
 * edges.
 */
export function references(heap: Heap, node: number, most: number, { raw = false } = {}): References {
  const rows: ReferenceRow[] = [];
  let count = 0;
  const collection = raw ? null : entriesOf(heap, node);
  for (const { edge, via } of raw ? rawEdges(heap, node) : visibleEdges(heap, node, collection?.table)) {
    if (count++ < most) rows.push(referenceRow(heap, edge, via, raw));
  }
  for (const entry of collection?.entries ?? []) if (count++ < most) rows.push(entryRow(heap, collection!.kind, entry));
  const mayHaveMore = !raw && nodeTypeOf(heap.analysis.graph, node) === 'object' && !heap.hasSmallIntegers;
  return { references: rows, moreReferences: count - rows.length, mayHaveMore };
}

/** Tells all of one object, with the first `most` of what it refers to. */
export function objectDetails(heap: Heap, node: number, most: number): ObjectDetails {
  const { graph, distance, dominator } = heap.analysis;
  return {
    ...objectRow(heap, node),
    type: nodeTypeOf(graph, node),
    className: heap.className(node),
    ...describePlace(heap.sources.placeOfFunction(node) ?? heap.sources.placeOfNode(node)),
    distance: distance[node] < 0 ? null : distance[node],
    detached: graph.detachedness[node] === 2,
    dominator: node === 0 ? null : { id: graph.nodeId[dominator[node]], name: displayName(heap, dominator[node]) },
    text: stringText(graph, node),
    path: retainingPath(heap, node),
    ...references(heap, node, most),
  };
}

function referenceRow(heap: Heap, edge: number, via: number, raw: boolean): ReferenceRow {
  const { graph } = heap.analysis;
  const label = raw ? null : heap.labels.of(via, edge);
  const named = label !== null && label.kind !== 'slot';
  return {
    edge: named ? label.name : edgeNameOf(graph, edge),
    edgeType: named && label.kind === 'variable' ? 'context' : edgeTypeOf(graph, edge),
    ...objectRow(heap, graph.edgeTo[edge]),
  };
}

function entryRow(heap: Heap, kind: Entries['kind'], { key, value }: Entry): ReferenceRow {
  const { graph } = heap.analysis;
  if (kind === 'Set') return { edge: '[]', edgeType: 'entry', ...objectRow(heap, graph.edgeTo[key]) };
  if (value === -1) return { edge: 'key', edgeType: 'key', ...objectRow(heap, graph.edgeTo[key]) };
  return { edge: keyText(heap, key), edgeType: 'entry', ...objectRow(heap, graph.edgeTo[value]) };
}

/** A key in a word, an object's with its @id; `?` for one that is not in the snapshot. */
function keyText(heap: Heap, key: number): string {
  if (key === -1) return '?';
  const { graph } = heap.analysis;
  const node = graph.edgeTo[key];
  const type = nodeTypeOf(graph, node);
  return type === 'object' || type === 'closure' ? `${brief(heap, node)} @${graph.nodeId[node]}` : brief(heap, node);
}

function* rawEdges(heap: Heap, node: number): Generator<{ edge: number; via: number }> {
  const { firstEdge } = heap.analysis.graph;
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) yield { edge, via: node };
}

/**
 * The edges to what a program's author knows of, through the parts in which V8 keeps elements, entries and variables,
 * but for one.
 */
function* visibleEdges(heap: Heap, node: number, except = -1): Generator<{ edge: number; via: number }> {
  const { graph } = heap.analysis;
  const seen = new Set([node, except]);
  const targets = new Set<number>();
  const stack = [node];
  for (let via = stack.pop(); via !== undefined; via = stack.pop()) {
    const parts: number[] = [];
    for (let edge = graph.firstEdge[via]; edge < graph.firstEdge[via + 1]; edge++) {
      const to = graph.edgeTo[edge];
      const type = edgeTypeOf(graph, edge);
      if (type === 'weak' || type === 'shortcut' || (type === 'property' && edgeNameOf(graph, edge) === '__proto__')) {
        continue;
      }
      const named = type === 'property' || type === 'element' || type === 'context';
      if (heap.names.isVisible(to) || (named && oddballText(graph, to) !== null)) {
        if (via !== node && !named && targets.has(to)) continue;
        targets.add(to);
        yield { edge, via };
      } else if (!seen.has(to) && isOwnPart(heap, to, edge)) {
        seen.add(to);
        parts.push(to);
      }
    }
    stack.push(...parts.reverse());
  }
}

/** Tells whether an edge leads to a part that belongs to the object: not to what describes its class or its code. */
function isOwnPart(heap: Heap, part: number, edge: number): boolean {
  const { graph } = heap.analysis;
  const type = nodeTypeOf(graph, part);
  if (type === 'code' || type === 'object shape') return false;
  const name = nodeNameOf(graph, part);
  if (isContext(name)) return edgeNameOf(graph, edge) !== 'previous';
  return !/^system \/ (Map|NativeContext|ScopeInfo|SourceTextModule|Oddball)/.test(name);
}

/** The `most` nodes that retain most, in descending order. */
function largest(heap: Heap, nodes: Iterable<number>, most: number): number[] {
  const { retainedSize } = heap.program;
  let found: number[] = [];
  let least = -1;
  const shrink = (): void => {
    found.sort((a, b) => retainedSize[b] - retainedSize[a] || a - b);
    found = found.slice(0, most);
    if (found.length === most) least = retainedSize[found[most - 1]];
  };
  for (const node of nodes) {
    if (retainedSize[node] <= least) continue;
    found.push(node);
    // Sorting once in a while keeps the list short at little cost.
    if (found.length >= 2 * most + 1000) shrink();
  }
  shrink();
  return found;
}
