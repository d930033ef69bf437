import type { HeapAnalysis } from '../heap/analyse.js';
import { tableIdOf } from '../heap/ephemerons.js';
import { edgeFrom, type HeapGraph } from '../heap/graph.js';
import type { Retainers } from '../heap/retainers.js';
import { ephemeronTable, type Retention, retains } from '../heap/retention.js';
import type { DominatedNodes } from './dominated.js';
import { edgeNameOf, edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import { weakMapEntries } from './weak-map-entries.js';

/** What is in a heap because a console is attached to the process, and for no other reason. */
export interface ConsoleObjects {
  /** n: 1 for each such node. What a console's variables hold is the user's, and not among them. */
  readonly has: Uint8Array;
  /** The objects whose properties are a console's variables: `$0`, `_`, and what was declared in it. */
  readonly variables: ReadonlySet<number>;
  /**
   * The edges by which a console holds all that it holds, and those that only seem to hold something (see
   * `seemingEdges`).
   */
  readonly edges: ReadonlySet<number>;
}

/** What V8 adds to the name of each handle of an inspector session (injected-script.cc, kGlobalHandleLabel). */
const HANDLE = / \/ DevTools console$/;
/**
 * The property by which objects of leakconsole are known: it leads from the global object to one of ours, or is one of
 * theirs.
 */
const MARK = '<symbol leakconsole>';
const STACKS = ['(Stack roots)', '(Handle scope)'];
/**
 * Node's histogram of the event loop's delay: a console measures with one, and Node closes it a turn after its object
 * is gone.
 */
const METER = 'Node / IntervalHistogram';

/**
 * Finds what only consoles lead to: the handles of inspector sessions, and the objects that leakconsole has marked as
 * its own. It goes by these roots, never by the names of classes. O(n + e).
 */
export function findConsoleObjects(
  { graph, retention, retainers }: HeapAnalysis,
  dominated: () => DominatedNodes,
): ConsoleObjects {
  const has = new Uint8Array(graph.nodeCount);
  const edges = seemingEdges(graph, retainers);
  const roots: number[] = [];
  for (const edge of handles(graph)) {
    edges.add(edge);
    roots.push(graph.edgeTo[edge]);
  }
  if (roots.length === 0) return { has, variables: new Set(), edges };
  for (const node of [...markedObjects(graph, retainers, edges), ...closingMeters(graph)]) {
    for (const each of [node, ...nativeParts(graph, node)]) {
      roots.push(each);
      for (const edge of systemEdges(graph, retainers, each)) edges.add(edge);
    }
  }
  const ofConsole = reach(graph, retention, roots, new Set(), true);
  // A forked child took it within a call of ours, and another console may be at work: frames hold our objects.
  for (const edge of stackEdges(graph)) if (ofConsole[graph.edgeTo[edge]] === 1) edges.add(edge);
  const ofProgram = reach(graph, retention, [0], edges);
  for (let node = 0; node < graph.nodeCount; node++) has[node] = ofConsole[node] === 1 && ofProgram[node] === 0 ? 1 : 0;
  for (const node of causedNodes(graph, has)) markDominated(has, dominated(), node);
  const variables = variablesIn(graph, has);
  const ofUser = reach(graph, retention, variables, edges);
  for (let node = 0; node < graph.nodeCount; node++) if (ofUser[node] === 1 && !variables.has(node)) has[node] = 0;
  return { has, variables, edges };
}

function variablesIn(graph: HeapGraph, has: Uint8Array): Set<number> {
  return new Set(consoleProperties(graph, has, 'variables'));
}

/**
 * What a console has made V8 allocate and keep in the program: the prototypes of functions that it has asked about,
 * which it remembers as `causedPrototypes`, and the ends of the lines of scripts, which V8 computes for a debugger.
 */
function* causedNodes(graph: HeapGraph, has: Uint8Array): Generator<number> {
  const { firstEdge, edgeTo, nodeCount, nodeName } = graph;
  for (const weakSet of consoleProperties(graph, has, 'causedPrototypes')) {
    const table = follow(graph, weakSet, 'internal', 'table');
    for (let edge = firstEdge[table]; table !== -1 && edge < firstEdge[table + 1]; edge++) {
      if (edgeTypeOf(graph, edge) === 'weak' && nodeTypeOf(graph, edgeTo[edge]) === 'object') yield edgeTo[edge];
    }
  }
  const lineEnds = graph.strings.indexOf('(script line ends)');
  for (let node = 0; lineEnds !== -1 && node < nodeCount; node++) {
    if (nodeName[node] === lineEnds && nodeTypeOf(graph, node) === 'code') yield node;
  }
}

/** Marks a node and all that only it keeps alive. */
function markDominated(has: Uint8Array, { first, next }: DominatedNodes, top: number): void {
  const stack = [top];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    has[node] = 1;
    for (let below = first[node]; below !== 0; below = next[below]) stack.push(below);
  }
}

/** The objects that are the property of a name of one of the console's own objects, and no others of the program's. */
function* consoleProperties(graph: HeapGraph, has: Uint8Array, name: string): Generator<number> {
  const { edgeCount, edgeName, edgeTo } = graph;
  const index = graph.strings.indexOf(name);
  for (let edge = 0; index !== -1 && edge < edgeCount; edge++) {
    if (edgeName[edge] !== index || edgeTypeOf(graph, edge) !== 'property' || has[edgeTo[edge]] === 0) continue;
    if (has[edgeFrom(graph, edge)] === 1 && nodeTypeOf(graph, edgeTo[edge]) === 'object') yield edgeTo[edge];
  }
}

/** The edges from V8's global handles to what inspector sessions hold. */
function* handles(graph: HeapGraph): Generator<number> {
  const { firstEdge, edgeTo } = graph;
  for (const root of systemNodes(graph)) {
    if (nodeNameOf(graph, root) !== '(Global handles)') continue;
    for (let edge = firstEdge[root]; edge < firstEdge[root + 1]; edge++) {
      if (edgeTo[edge] !== root && HANDLE.test(String(edgeNameOf(graph, edge)))) yield edge;
    }
  }
}

/**
 * The edges that V8 writes between an object and the native one behind it, and from Node's lists to the native one,
 * where the object holds both: V8's handle of the object is weak, so that they go with it (Node: BaseObject::MakeWeak).
 * And that to the table of all strings, which holds none of them.
 */
function seemingEdges(graph: HeapGraph, { firstRetainer, retainingEdge }: Retainers): Set<number> {
  const { firstEdge, edgeTo } = graph;
  const edges = new Set<number>();
  for (const root of systemNodes(graph)) {
    if (nodeNameOf(graph, root) === '(Internalized strings)') edges.add(retainingEdge[firstRetainer[root]]);
    if (nodeNameOf(graph, root) !== '(Global handles)') continue;
    for (let edge = firstEdge[root]; edge < firstEdge[root + 1]; edge++) {
      const native = edgeTypeOf(graph, edge) === 'weak' ? nativeOf(graph, edgeTo[edge]) : -1;
      if (native === -1) continue;
      for (let at = firstRetainer[native]; at < firstRetainer[native + 1]; at++) {
        if (edgeNameOf(graph, retainingEdge[at]) !== 'javascript_to_native') edges.add(retainingEdge[at]);
      }
      for (let back = firstEdge[native]; back < firstEdge[native + 1]; back++) {
        if (edgeNameOf(graph, back) === 'native_to_javascript') edges.add(back);
      }
    }
  }
  return edges;
}

/**
 * The objects that leakconsole has marked. The edge by which the global object leads to one is added to `edges`, and
 * those to one that has the mark itself: what of the program holds it does so for us.
 */
function* markedObjects(graph: HeapGraph, retainers: Retainers, edges: Set<number>): Generator<number> {
  const { edgeCount, edgeName, edgeTo } = graph;
  const mark = graph.strings.indexOf(MARK);
  for (let edge = 0; mark !== -1 && edge < edgeCount; edge++) {
    if (edgeName[edge] !== mark || edgeTypeOf(graph, edge) !== 'property') continue;
    const owner = edgeFrom(graph, edge);
    if (nodeNameOf(graph, owner).startsWith('global')) {
      edges.add(edge);
      yield edgeTo[edge];
    } else {
      for (const held of retainingEdges(retainers, owner)) edges.add(held);
      yield owner;
    }
  }
}

function* retainingEdges({ firstRetainer, retainingEdge }: Retainers, node: number): Generator<number> {
  for (let at = firstRetainer[node]; at < firstRetainer[node + 1]; at++) yield retainingEdge[at];
}

/** The edges to what running functions hold, those in native code too. */
function* stackEdges(graph: HeapGraph): Generator<number> {
  const { firstEdge } = graph;
  for (const root of systemNodes(graph)) {
    if (!STACKS.includes(nodeNameOf(graph, root))) continue;
    for (let edge = firstEdge[root]; edge < firstEdge[root + 1]; edge++) yield edge;
  }
}

function* closingMeters(graph: HeapGraph): Generator<number> {
  const { nodeCount, nodeName } = graph;
  const name = graph.strings.indexOf(METER);
  for (let node = 0; name !== -1 && node < nodeCount; node++) {
    if (nodeName[node] === name && follow(graph, node, 'internal', 'native_to_javascript') === -1) yield node;
  }
}

/**
 * What a marked object is for Node: the objects of its properties that stand for native ones, these, and what they
 * call.
 */
function* nativeParts(graph: HeapGraph, node: number): Generator<number> {
  const { firstEdge, edgeTo } = graph;
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    const native = edgeTypeOf(graph, edge) === 'property' ? nativeOf(graph, edgeTo[edge]) : -1;
    if (native === -1) continue;
    yield edgeTo[edge];
    yield native;
    for (let part = firstEdge[native]; part < firstEdge[native + 1]; part++) yield edgeTo[part];
  }
}

/** The edges to a node from V8's and Node's own lists. */
function* systemEdges(graph: HeapGraph, retainers: Retainers, node: number): Generator<number> {
  const { firstRetainer, retainingEdge } = retainers;
  for (let at = firstRetainer[node]; at < firstRetainer[node + 1]; at++) {
    const type = nodeTypeOf(graph, edgeFrom(graph, retainingEdge[at]));
    if (type === 'synthetic' || type === 'native') yield retainingEdge[at];
  }
}

function* systemNodes({ nodeCount, nodeType, nodeTypes }: HeapGraph): Generator<number> {
  const synthetic = nodeTypes.indexOf('synthetic');
  for (let node = 0; node < nodeCount; node++) if (nodeType[node] === synthetic) yield node;
}

function nativeOf(graph: HeapGraph, node: number): number {
  return follow(graph, node, 'internal', 'javascript_to_native');
}

/**
 * Marks what some nodes lead to, by edges that retain, without some of these. The value of a WeakMap's entry is reached
 * where both the key and the map are, or, `withEntries`, the map alone.
 */
function reach(
  graph: HeapGraph,
  retention: Retention,
  starts: Iterable<number>,
  without: ReadonlySet<number>,
  withEntries = false,
): Uint8Array {
  const { firstEdge, edgeTo, edgeName, edgeType, nodeId } = graph;
  const { flags, ephemerons, internalType } = retention;
  const isEntry = weakMapEntries(graph, retention);
  const seen = new Uint8Array(graph.nodeCount);
  // Keeps most edges from being looked up.
  const isSkipped = new Uint8Array(graph.nodeCount);
  for (const edge of without) isSkipped[edgeTo[edge]] = 1;
  const from: number[] = [];
  const reachedTables = new Set<number>();
  /** Values whose keys were reached, by the node id of the map's table, which was not. */
  const waiting = new Map<number, number[]>();
  const enter = (node: number): void => {
    if (seen[node] === 1) return;
    seen[node] = 1;
    from.push(node);
  };
  for (const node of starts) enter(node);
  for (let node = from.pop(); node !== undefined; node = from.pop()) {
    if ((flags[node] & ephemeronTable) !== 0) {
      reachedTables.add(nodeId[node]);
      for (const value of waiting.get(nodeId[node]) ?? []) enter(value);
    }
    const isTable = withEntries && (flags[node] & ephemeronTable) !== 0;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const to = edgeTo[edge];
      if (seen[to] === 1 || (isSkipped[to] === 1 && without.has(edge))) continue;
      if (!retains(graph, retention, node, edge) && !(isTable && edgeType[edge] === internalType)) continue;
      const table = isEntry(edge) ? tableIdOf(ephemerons, edgeName[edge]) : undefined;
      if (table === undefined || reachedTables.has(table)) enter(to);
      else getOrAdd(waiting, table, () => []).push(to);
    }
  }
  return seen;
}
