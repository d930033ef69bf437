import { scriptUrl } from '../places/local-path.js';
import type { Located, Place } from '../places/place.js';
import { describePlace, shortFile, shortPlace } from '../places/shorten.js';
import { displayName } from './display-name.js';
import { edgeNameOf, edgeTypeOf, nodeNameOf, nodeTypeOf } from './edges.js';
import { findWeakMap } from './find-weak-map.js';
import type { Heap } from './heap.js';
import { holderText } from './holder-text.js';
import { groupInstances, type Instances } from './instances.js';
import { type Label, weakMapValue } from './labels.js';
import type { NodeGroup } from './path-groups.js';
import type { PathStart } from './path-starts.js';
import type { PathNode } from './readable-paths.js';
import { noEdge } from './shortest-paths.js';
import { type Whole, wholeOf } from './whole.js';

/** Of a raw path, this many steps at each end are kept: a list may be millions of steps long. */
const mostRawSteps = 200;

/** One step of a readable path. */
export interface PathStep extends Located {
  /** The variable or property by which it is held; `[]` for an element, an entry, or what has no name. */
  readonly edge: string;
  /** `context` for a variable, `property`, or `element` for all that is folded. */
  readonly edgeType: 'context' | 'property' | 'element';
  /** The function whose variable it is, empty if it has no name; null for a module's, and for what is no variable. */
  readonly function: string | null;
  /** `service.js:8`: where the function of the variable stands, or without line, the module whose variable it is. */
  readonly location: string | null;
  /** The name of the class, or of the function. */
  readonly name: string;
  /** V8's type of the node. */
  readonly type: string;
  /** For a function, and a suspended one: where it stands. */
  readonly definedAt: string | null;
  /** The same as data. */
  readonly definedAtPlace: Place | null;
  readonly id: number;
  readonly retainedBytes: number;
  /** Of a slice of a string, and of a view on memory: what it keeps as a whole; null of all else. */
  readonly keeps: Pick<Whole, 'kind' | 'bytes'> | null;
  /** Of the value of a WeakMap's entry, which the key holds: where the WeakMap is, as one would write it; else null. */
  readonly weakMap: string | null;
  /** How many of the steps up to this one repeat (a linked list, a tree); 0 where none do. */
  readonly repeats: number;
}

/** One edge of a path as it stands in the snapshot. */
export interface RawStep {
  /** V8’s name of the edge, or its index. */
  readonly edge: string | number;
  /** V8’s type of the edge. */
  readonly edgeType: string;
  /** V8’s name of the node that it leads to. */
  readonly name: string;
  /** V8’s type of that node. */
  readonly type: string;
  readonly id: number;
}

/** Where a path begins, with what to call it. */
export interface StartPlace extends PathStart {
  /** The short name of the script, `globalThis`, or V8's name of the root. */
  readonly name: string;
  /** The URL of the module; null for what is no module. */
  readonly url: string | null;
  /** Whether it is the module with which the process was started. */
  readonly isMain: boolean;
}

/** What holds a number of objects in the same way. */
export interface RetainingPath {
  readonly count: number;
  /** What would be freed with them, bytes, but for others of the same objects below them, which are told themselves. */
  readonly retainedBytes: number;
  /** Where the steps begin; null where no path leads to the objects. */
  readonly start: StartPlace | null;
  /** How many steps after the start are left out. */
  readonly skipped?: number;
  /** To one of the objects, the last step. */
  readonly steps: readonly PathStep[];
  /** Every edge from the root to the same object, where that was asked for; of a very long path its two ends. */
  readonly raw?: {
    /** The root, from which the first edge leads; null where no path leads to the object, and if it is the root. */
    readonly root: Pick<RawStep, 'name' | 'type' | 'id'> | null;
    /** The first edges, from the root. */
    readonly first: readonly RawStep[];
    /** How many edges between them are left out. */
    readonly skipped: number;
    /** The last edges, to the object. */
    readonly last: readonly RawStep[];
  };
}

/** How the objects of a class are held. */
export interface RetainingPaths {
  readonly name: string;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** The one that retains most first. */
  readonly paths: readonly RetainingPath[];
  /** What `paths` leaves out. */
  readonly more: {
    /** How many paths. */
    readonly paths: number;
    /** How many objects they hold. */
    readonly count: number;
    readonly retainedBytes: number;
  };
}

/** Groups instances by the shortest path that holds each, and tells the `most` groups that retain most. */
export function retainingPaths(heap: Heap, instances: Instances, most: number, { raw = false } = {}): RetainingPaths {
  const { name, count, shallowBytes, retainedBytes } = instances;
  const groups = groupInstances(heap, instances);
  return describeGroups(heap, { name, count, shallowBytes, retainedBytes }, groups, most, raw);
}

/** Describes the first groups of some objects that are held in the same way. */
export function describeGroups(
  heap: Heap,
  objects: Pick<RetainingPaths, 'name' | 'count' | 'shallowBytes' | 'retainedBytes'>,
  groups: readonly NodeGroup[],
  most: number,
  raw = false,
): RetainingPaths {
  const rest = groups.slice(most);
  return {
    ...objects,
    paths: groups.slice(0, most).map((group) => describeGroup(heap, group, raw)),
    more: {
      paths: rest.length,
      count: rest.reduce((sum, group) => sum + group.count, 0),
      retainedBytes: rest.reduce((sum, group) => sum + group.retainedBytes, 0),
    },
  };
}

/** The shortest path that holds one node. */
export function retainingPath(heap: Heap, node: number, { raw = false } = {}): RetainingPath {
  const path = heap.readablePaths.of(node);
  const retainedBytes = heap.program.retainedSize[node];
  return describeGroup(heap, { path, example: node, count: 1, retainedBytes }, raw);
}

/** Describes nodes that are held in the same way. */
export function describeGroup(
  heap: Heap,
  { path, example, count, retainedBytes }: NodeGroup,
  raw = false,
): RetainingPath {
  const { start, nodes } = readablePath(heap, path, example);
  return {
    count,
    retainedBytes,
    start,
    steps: nodes.map((each) => describeStep(heap, each, start)),
    ...(raw ? { raw: rawSteps(heap, example) } : {}),
  };
}

/** The nodes of the readable path to a node, and where it begins. */
function readablePath(
  heap: Heap,
  path: number,
  node: number,
): { readonly start: StartPlace | null; readonly nodes: readonly PathNode[] } {
  const { readablePaths } = heap;
  const start = path === -1 ? null : readablePaths.start(path);
  const all = path === -1 ? [{ path, node }] : readablePaths.nodes(node, path);
  // In a bundle, the variables of a file may be those of a function, to which other files lead.
  const begin = all.findLastIndex((each) => labelOf(heap, each)?.module != null);
  const nodes = all.slice(Math.max(0, begin));
  return { start: start && describeStart(heap, start, nodes.length > 0 ? labelOf(heap, nodes[0]) : null), nodes };
}

/** Describes where a path begins, by the label of its first step: in a bundle that tells the original file. */
export function describeStart(heap: Heap, start: PathStart, first: Label | null): StartPlace {
  const module = first?.module ?? null;
  if (start.kind !== 'module' && module === null) return { ...start, url: null, isMain: false };
  const file = heap.sources.fileOf(start.name);
  const script = module ?? file;
  const isMain = script === file && heap.isMain(start.name);
  return { kind: 'module', name: shortFile(script), url: scriptUrl(script), isMain };
}

function labelOf({ readablePaths }: Heap, { path }: PathNode): Label | null {
  return path > 0 ? readablePaths.trie.step(path).label : null;
}

function describeStep(heap: Heap, { path, node }: PathNode, start: StartPlace | null): PathStep {
  const { graph } = heap.analysis;
  const label = labelOf(heap, { path, node });
  const definedAtPlace = heap.sources.placeOfFunction(node);
  const whole = wholeOf(heap, node);
  return {
    ...describeLabel(label),
    ...locateVariable(heap, label, start),
    name: displayName(heap, node),
    type: nodeTypeOf(graph, node),
    definedAt: definedAtPlace && shortPlace(definedAtPlace),
    definedAtPlace,
    id: graph.nodeId[node],
    retainedBytes: heap.program.retainedSize[node],
    keeps: whole && { kind: whole.kind, bytes: whole.bytes },
    weakMap: label === weakMapValue ? locateWeakMap(heap, node) : null,
    repeats: path > 0 ? heap.readablePaths.trie.repeated(path) : 0,
  };
}

function describeLabel(label: Label | null): Pick<PathStep, 'edge' | 'edgeType' | 'function'> {
  return {
    edge: label?.name ?? '[]',
    edgeType: label?.kind === 'variable' ? 'context' : label?.kind === 'property' ? 'property' : 'element',
    function: label?.scope?.kind === 'function' ? label.scope.name : null,
  };
}

function locateWeakMap(heap: Heap, value: number): string | null {
  const map = findWeakMap(heap, value);
  if (map === -1) return null;
  const { start, nodes } = readablePath(heap, heap.readablePaths.of(map), map);
  const steps = nodes.map((each) => describeLabel(labelOf(heap, each)));
  return start === null ? null : holderText(start, steps);
}

/** The path to a node edge by edge: from the root to the module where the readable path begins, and on from there. */
function rawSteps(heap: Heap, node: number): RetainingPath['raw'] {
  const steps: [node: number, edge: number][] = [];
  let at = node;
  for (const { parent, edge } of [heap.shortestPaths, heap.pathsFromRoot]) {
    for (; edge[at] !== noEdge; at = parent[at]) steps.push([at, edge[at]]);
  }
  const described = (part: [number, number][]) => part.map(([each, edge]) => rawStep(heap, each, edge));
  steps.reverse();
  const skipped = Math.max(0, steps.length - 2 * mostRawSteps);
  const cut = skipped > 0 ? mostRawSteps : steps.length;
  const root = steps.length > 0 ? rawNode(heap, at) : null;
  return { root, first: described(steps.slice(0, cut)), skipped, last: described(steps.slice(cut + skipped)) };
}

function rawStep(heap: Heap, node: number, edge: number): RawStep {
  const { graph } = heap.analysis;
  return { edge: edgeNameOf(graph, edge), edgeType: edgeTypeOf(graph, edge), ...rawNode(heap, node) };
}

function rawNode(heap: Heap, node: number): Pick<RawStep, 'name' | 'type' | 'id'> {
  const { graph } = heap.analysis;
  return { name: nodeNameOf(graph, node), type: nodeTypeOf(graph, node), id: graph.nodeId[node] };
}

function locateVariable({ sources }: Heap, label: Label | null, start: StartPlace | null): Located {
  if (label?.kind !== 'variable') return describePlace(null);
  if (label.scope) return sources.locate(label.scope);
  return { location: start?.kind === 'module' ? start.name : null, place: null };
}
