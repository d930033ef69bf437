import { edgeFrom } from '../heap/graph.js';
import { retains } from '../heap/retention.js';
import type { Located, Place } from '../places/place.js';
import { shortPlace } from '../places/shorten.js';
import { displayName } from './display-name.js';
import { edgeNameOf, edgeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import type { Heap } from './heap.js';
import { type Label, slot, weakMapValue } from './labels.js';
import { describeStart, type StartPlace } from './retaining.js';
import type { ShortestPaths } from './shortest-paths.js';

/** A node, and what holds it. */
export interface RetainerTree {
  /** The variable or property by which it holds the node above it; null at the top, `[]` where there is no name. */
  readonly edge: string | null;
  /**
   * The function whose variable that is, empty if it has no name, with its place; null for what is no such variable.
   */
  readonly function: ({ readonly name: string } & Located) | null;
  /** What it is: its class, or V8’s name of the node. */
  readonly name: string;
  readonly id: number;
  /** For a function: where it stands. */
  readonly definedAt: string | null;
  /** The same as data. */
  readonly definedAtPlace: Place | null;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Set where the climb has arrived: a module, the global object or a root. */
  readonly start: StartPlace | null;
  /** Whether it stands elsewhere in the tree, with what holds it there. */
  readonly repeated: boolean;
  /** What holds it, the retainers nearest to where paths begin first. */
  readonly retainers: readonly RetainerTree[];
  /** How many others of the same class hold it by the same name; this one stands for them. */
  readonly alike: number;
  /**
   * How many objects between this one and the one above it are left out: each holds the next as this one does, as in a
   * list.
   */
  readonly between: number;
  /** Retainers that are left out, since there are too many of them or they are too far down. */
  readonly more: number;
}

/** A retainer that a tree shows, and how it holds what is above it. */
interface Retainer {
  node: number;
  readonly label: Label;
  readonly edgeName: string | null;
  alike: number;
  between: number;
}

/** V8's own parts lead to one another in places; this many of them are climbed through for one object. */
const mostHidden = 2000;

/**
 * Tells what holds a node, and what holds that, `depth` levels up, with the `breadth` retainers nearest to where paths
 * begin at each. V8's own parts are left out, unless `raw` is set.
 */
export function retainerTree(
  heap: Heap,
  node: number,
  { depth, breadth, raw = false }: { depth: number; breadth: number; raw?: boolean },
): RetainerTree {
  const expanded = new Set<number>();
  const build = (at: Retainer | null, current: number, level: number): RetainerTree => {
    const start = current === node && level === 0 ? null : heap.starts.at(current);
    const repeated = start === null && expanded.has(current);
    expanded.add(current);
    const all = repeated || start !== null ? [] : raw ? rawRetainers(heap, current) : retainersOf(heap, current);
    const shown =
      level === depth ? [] : all.slice(0, breadth).map((each) => (raw ? each : endOfList(heap, each, expanded)));
    return {
      ...describe(heap, at, current, start && describeStart(heap, start, at?.label ?? null)),
      repeated,
      retainers: shown.map((each) => build(each, each.node, level + 1)),
      more: all.slice(shown.length).reduce((sum, { alike }) => sum + 1 + alike, 0),
    };
  };
  return build(null, node, 0);
}

function describe(heap: Heap, retainer: Retainer | null, node: number, start: StartPlace | null) {
  const { graph } = heap.analysis;
  const { shallowSize, retainedSize } = heap.program;
  const definedAtPlace = heap.sources.placeOfFunction(node);
  const scope = retainer?.label.scope ?? null;
  return {
    edge: retainer === null ? null : (retainer.edgeName ?? retainer.label.name),
    function: scope?.kind === 'function' ? { name: scope.name, ...heap.sources.locate(scope) } : null,
    name: displayName(heap, node),
    id: graph.nodeId[node],
    definedAt: definedAtPlace && shortPlace(definedAtPlace),
    definedAtPlace,
    alike: retainer?.alike ?? 0,
    between: retainer?.between ?? 0,
    shallowBytes: shallowSize[node],
    retainedBytes: retainedSize[node],
    start,
  };
}

/**
 * Of a list, the first of the nodes that hold one another in the same way: what holds that one is worth a line again.
 */
function endOfList(heap: Heap, retainer: Retainer, expanded: Set<number>): Retainer {
  if (retainer.label === slot) return retainer;
  const { names, starts } = heap;
  let at = retainer;
  for (let between = 0; between < LONGEST_LIST; between++) {
    if (starts.at(at.node) !== null || expanded.has(at.node)) break;
    const [next] = retainersOf(heap, at.node);
    const goesOn = next?.label === retainer.label && names.keyOf(next.node) === names.keyOf(retainer.node);
    if (!goesOn || starts.at(next.node) !== null) break;
    expanded.add(at.node);
    at = { ...next, between: between + 1 };
  }
  return at;
}

/** Of a longer list, not all is climbed. */
const LONGEST_LIST = 10_000;

/**
 * The nodes that hold a node, nearest to where paths begin first, with hidden ones climbed through. Of those of one
 * class that hold it by the same name, which may be millions, the nearest stands for all.
 */
function retainersOf(heap: Heap, node: number): Retainer[] {
  const { names, labels, starts, shortestPaths } = heap;
  const groups = new Map<Label, Map<number | string, Retainer>>();
  const add = (from: number, label: Label): void => {
    const start = starts.at(from);
    const key = start ? `${start.kind} ${start.name}` : names.keyOf(from);
    const byKey = getOrAdd(groups, label, () => new Map<number | string, Retainer>());
    const known = byKey.get(key);
    if (known === undefined) {
      byKey.set(key, { node: from, label, edgeName: null, alike: 0, between: 0 });
    } else if (known.node !== from) {
      known.alike++;
      if (isNearer(shortestPaths, from, known.node)) known.node = from;
    }
  };
  const seen = new Set([node]);
  const hidden: { node: number; label: Label }[] = [{ node, label: slot }];
  for (let at = 0; at < hidden.length && at < mostHidden; at++) {
    for (const { from, edge } of retainingEdges(heap, hidden[at].node)) {
      if (from === node) continue;
      const label = hidden[at].label === slot ? labels.of(from, edge) : hidden[at].label;
      if (names.isVisible(from) || starts.at(from) !== null) {
        add(from, label);
      } else if (!seen.has(from)) {
        seen.add(from);
        hidden.push({ node: from, label });
      }
    }
  }
  const found = [...groups.values()].flatMap((byKey) => [...byKey.values()]);
  // An object may hold another in several ways; one that has a name says more.
  found.sort((a, b) => Number(a.label === slot) - Number(b.label === slot));
  const unique = new Map(found.reverse().map((each) => [each.node, each]));
  const order = (a: Retainer, b: Retainer): number =>
    Number(a.label === weakMapValue) - Number(b.label === weakMapValue) ||
    (isNearer(shortestPaths, a.node, b.node) ? -1 : 1);
  return [...unique.values()].sort(order);
}

/** All edges that hold a node, as they stand in the snapshot. */
function rawRetainers(heap: Heap, node: number): Retainer[] {
  const { graph } = heap.analysis;
  const found: Retainer[] = [];
  for (const { from, edge } of retainingEdges(heap, node)) {
    const edgeName = `${edgeTypeOf(graph, edge)} ${edgeNameOf(graph, edge)}`;
    found.push({ node: from, label: slot, edgeName, alike: 0, between: 0 });
  }
  return found.sort((a, b) => (isNearer(heap.shortestPaths, a.node, b.node) ? -1 : 1));
}

function* retainingEdges(heap: Heap, node: number): Generator<{ from: number; edge: number }> {
  const { graph, retention, retainers } = heap.analysis;
  for (let at = retainers.firstRetainer[node]; at < retainers.firstRetainer[node + 1]; at++) {
    const edge = retainers.retainingEdge[at];
    const from = edgeFrom(graph, edge);
    if (retains(graph, retention, from, edge)) yield { from, edge };
  }
}

/** Tells whether the path to a node is shorter than that to another, or as long and first in the file. */
function isNearer({ length }: ShortestPaths, node: number, other: number): boolean {
  return length[node] < length[other] || (length[node] === length[other] && node < other);
}
