import { edgeFrom } from '../heap/graph.js';
import { retains } from '../heap/retention.js';
import { displayName } from './display-name.js';
import { edgeNameOf, edgeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import type { Heap } from './heap.js';
import { type Label, slot } from './labels.js';
import { describeStart, type StartPlace } from './retaining.js';
import { locationText } from './sources.js';

/** A node, and what holds it. */
export interface RetainerTree {
  /** The variable or property by which it holds the node above it; null at the top, `[]` where there is no name. */
  readonly edge: string | null;
  /** The function whose variable that is, empty if it has no name, with its place; null for what is no such variable. */
  readonly function: { readonly name: string; readonly location: string | null } | null;
  readonly name: string;
  readonly id: number;
  readonly definedAt: string | null;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Set where the climb has arrived: a module, the global object or a root. */
  readonly start: StartPlace | null;
  /** Whether it stands elsewhere in the tree, with what holds it there. */
  readonly repeated: boolean;
  readonly retainers: readonly RetainerTree[];
  /** How many others of the same class hold it by the same name; this one stands for them. */
  readonly alike: number;
  /** Retainers that are left out, since there are too many of them or they are too far down. */
  readonly more: number;
}

/** A retainer that a tree shows, and how it holds what is above it. */
interface Retainer {
  readonly node: number;
  readonly alike: number;
  readonly label: Label;
  readonly edgeName: string | null;
}

/** V8's own parts lead to one another in places; this many of them are climbed through for one object. */
const mostHidden = 2000;
/** Beyond this, it does not matter which retainer is nearer. */
const mostSteps = 1000;

/**
 * Tells what holds a node, and what holds that, `depth` levels up, with the `breadth` retainers nearest to a root at each.
 * V8's own parts are left out, unless `raw` is set.
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
    const stop = start !== null || repeated || level === depth;
    expanded.add(current);
    const all = repeated || start !== null ? [] : retainersOf(heap, current, raw);
    const shown = stop ? [] : all.slice(0, breadth);
    return {
      ...describe(heap, at, current, start && describeStart(heap, start)),
      repeated: repeated && all.length === 0 && level > 0,
      retainers: shown.map((each) => build(each, each.node, level + 1)),
      more: all.slice(shown.length).reduce((sum, { alike }) => sum + 1 + alike, 0),
    };
  };
  return build(null, node, 0);
}

function describe(heap: Heap, retainer: Retainer | null, node: number, start: StartPlace | null) {
  const { graph, shallowSize, retainedSize } = heap.analysis;
  const source = heap.sources.ofFunction(node);
  const scope = retainer?.label.scope ?? null;
  return {
    edge: retainer === null ? null : (retainer.edgeName ?? retainer.label.name),
    function: scope && { name: scope.name, location: scope.source && locationText(scope.source) },
    name: displayName(heap, node),
    id: graph.nodeId[node],
    definedAt: source && locationText(source),
    alike: retainer?.alike ?? 0,
    shallowBytes: shallowSize[node],
    retainedBytes: retainedSize[node],
    start,
  };
}

/** The nodes that hold a node, nearest to where paths begin first, with hidden ones climbed through, and like ones as one. */
function retainersOf(heap: Heap, node: number, raw: boolean): Retainer[] {
  const { graph, retention, retainers: all } = heap.analysis;
  const found: Retainer[] = [];
  const seen = new Set([node]);
  const stack: { node: number; label: Label }[] = [{ node, label: slot }];
  for (let hidden = 0; stack.length > 0 && hidden < mostHidden; hidden++) {
    const { node: held, label: below } = stack.shift()!;
    for (let at = all.firstRetainer[held]; at < all.firstRetainer[held + 1]; at++) {
      const edge = all.retainingEdge[at];
      const from = edgeFrom(graph, edge);
      if (from === node || !retains(graph, retention, from, edge)) continue;
      const own = heap.labels.of(from, edge);
      const label = below === slot ? own : below;
      if (raw) {
        found.push({ node: from, alike: 0, label, edgeName: `${edgeTypeOf(graph, edge)} ${edgeNameOf(graph, edge)}` });
      } else if (heap.names.isVisible(from) || heap.starts.at(from) !== null) {
        found.push({ node: from, alike: 0, label, edgeName: null });
      } else if (!seen.has(from)) {
        seen.add(from);
        stack.push({ node: from, label });
      }
    }
  }
  // An object may hold another in several ways; the way that has a name says more.
  const unique = new Map<number, Retainer>();
  for (const each of found) {
    const known = unique.get(each.node);
    if (known === undefined || (known.label === slot && each.label !== slot)) unique.set(each.node, each);
  }
  const sorted = [...unique.values()]
    .map((each) => ({ ...each, far: stepsFromStart(heap, each.node) }))
    .sort((a, b) => a.far - b.far || a.node - b.node);
  return raw ? sorted : mergeAlike(heap, sorted);
}

/** How long the shortest path is; Infinity where there is none, and no more than `mostSteps`. */
function stepsFromStart(heap: Heap, node: number): number {
  const { parent } = heap.shortestPaths;
  if (heap.readablePaths.of(node) === -1) return Infinity;
  let steps = 0;
  for (let at = node; parent[at] !== at && steps < mostSteps; at = parent[at]) steps++;
  return steps;
}

/** Lets the first of several retainers of one class, by the same name, stand for all of them. */
function mergeAlike(heap: Heap, retainers: readonly Retainer[]): Retainer[] {
  const groups = new Map<Label, Map<string, { first: Retainer; alike: number }>>();
  for (const first of retainers) {
    const { node, label } = first;
    const source = heap.sources.ofFunction(node);
    const start = heap.starts.at(node);
    const key = start ? `${start.kind} ${start.name}` : displayName(heap, node) + (source ? locationText(source) : '');
    const byKey = getOrAdd(groups, label, () => new Map());
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, { first, alike: 0 });
    else group.alike++;
  }
  const merged = [...groups.values()].flatMap((byKey) => [...byKey.values()]);
  const order = new Map(retainers.map((each, index) => [each, index]));
  return merged
    .sort((a, b) => order.get(a.first)! - order.get(b.first)!)
    .map(({ first, alike }) => ({ ...first, alike }));
}
