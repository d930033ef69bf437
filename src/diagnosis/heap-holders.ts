import { edgeNameOf, edgeTypeOf, nodeNameOf, nodeTypeOf } from '../analysis/edges.js';
import { entriesOf } from '../analysis/entries.js';
import { findWeakMap } from '../analysis/find-weak-map.js';
import type { Heap } from '../analysis/heap.js';
import { holderText } from '../analysis/holder-text.js';
import { findInstances, groupInstances } from '../analysis/instances.js';
import { weakMapValue } from '../analysis/labels.js';
import { isPartName } from '../analysis/parts.js';
import { describeGroup, type PathStep, type RetainingPath, retainingPath } from '../analysis/retaining.js';
import { functionName } from '../analysis/type-counts.js';
import { isSameFile } from '../places/local-path.js';
import { shortPlace } from '../places/shorten.js';
import type { SuspectPath } from './diagnosis.js';
import { type HolderNames, holderNames, isNamedStep } from './holder-names.js';
import { type KeySample, patternOf } from './key-pattern.js';
import type { KeyPattern } from './kinds.js';
import type { SeenType } from './look.js';

/** What holds that which gathers, as a snapshot shows it. */
export interface HeapHolder extends HolderNames {
  /** The @id of the object whose edges are the suspects; null where they are variables or roots. */
  readonly id: number | null;
  /** As one would write it. */
  readonly text: string;
  readonly kind: string;
  /** The URL or path of the script that has its class, or where that is V8's own, the class of its owner. */
  readonly ownerUrl: string | null;
  /** What would be freed with it, bytes; of a view, the memory that it keeps. */
  readonly retainedBytes: number;
  /** What it holds in this way: the class, how many, and what they retain, bytes. */
  readonly held: { readonly name: string; readonly count: number; readonly retainedBytes: number };
  /** How it holds one of them. */
  readonly path: SuspectPath;
  readonly keys: KeyPattern | null;
  /** The WeakMap by whose entry the path leads to it; null where it leads by none. */
  readonly weakMap: WeakHolder | null;
}

/** A WeakMap, whose entries are held by its keys as well. */
export interface WeakHolder {
  /** As one would write it. */
  readonly text: string;
  /** The same of the key. */
  readonly key: string;
  /** The URL or path of the script that has it; null where it begins at something global, or at V8's roots. */
  readonly module: string | null;
}

/** Which ways in which objects of a class are held are looked at. */
export interface Ways {
  readonly most: number;
  /** A way by which fewer than this share of the objects are held is another matter. */
  readonly leastShare: number;
}

const FEW_WAYS: Ways = { most: 3, leastShare: 0.1 };

/**
 * What holds the objects of a class that grows: the way by which most are held first. Empty where the snapshot does not
 * have the class.
 */
export function holdersOfType(
  heap: Heap,
  type: SeenType,
  grows: (className: string) => boolean,
  { most, leastShare }: Ways = FEW_WAYS,
): HeapHolder[] {
  const has = nodesOfType(heap, type);
  if (has === null) return [];
  const groups = groupInstances(heap, { has });
  const all = groups.reduce((sum, { count }) => sum + count, 0);
  const large = groups.filter(({ count }) => count >= leastShare * all).sort((a, b) => b.count - a.count);
  return large.slice(0, most).flatMap((group) => {
    const path = describeGroup(heap, group);
    if (path.start === null || path.start.kind === 'console') return [];
    return [describeHolder(heap, path, suspectOf(path.steps, grows))];
  });
}

/**
 * The holder that a walk has named, and that is none of `taken`; null where the snapshot does not show it. Where it is
 * reached in another way there, as from another variable, it is that of the same last name and file that retains most,
 * or the only one of that name.
 */
export function holderNamed(
  heap: Heap,
  names: readonly string[],
  module: string | null,
  taken: ReadonlySet<number> = new Set(),
): HeapHolder | null {
  const last = names.at(-1);
  if (last === undefined) return null;
  const { retainedSize } = heap.program;
  // What is not the program's retains nothing of it.
  const own = [...nodesHeldAs(heap, last)].filter((node) => retainedSize[node] > 0);
  const found = own.sort((a, b) => retainedSize[b] - retainedSize[a]).slice(0, MOST_NAMESAKES);
  const holders = found.flatMap((node) => {
    const path = retainingPath(heap, node);
    return taken.has(path.steps.at(-1)?.id ?? -1) ? [] : [{ path, ...holderNames(heap, path) }];
  });
  const hasNames = (each: HolderNames) => each.names.join('\n') === names.join('\n');
  const inFile = holders.filter(
    ({ path: { start, steps }, module: url }) =>
      isSameFile(url, module) ||
      isSameFile(start?.url ?? null, module) ||
      isSameFile(steps.at(-1)?.place?.url ?? null, module),
  );
  const isHeldSo = ({ path: { steps } }: (typeof holders)[number]) => steps.at(-1)?.edge === last;
  const best =
    inFile.find(hasNames) ??
    inFile.find(isHeldSo) ??
    holders.find(({ path: { steps } }) => names.length > 1 && endsWith(steps, names)) ??
    // A bundle's variable may lead there, whose file no source map tells.
    (holders.filter(isHeldSo).length === 1 ? holders.find(isHeldSo) : undefined);
  return best ? describeHolder(heap, best.path, best.path.steps.length) : null;
}

/**
 * Whether these names are the last of a path. A walk names what only closures reach by the class of its owner:
 * `MemoryStore.sessions`.
 */
function endsWith(steps: readonly PathStep[], names: readonly string[]): boolean {
  const named = steps.filter(isNamedStep).slice(-names.length);
  const isOf = ({ edge, name }: PathStep, index: number) => edge === names[index] || (index === 0 && name === names[0]);
  return named.length === names.length && named.every(isOf);
}

/** Of objects that are held by one name, those that retain most are looked at. */
const MOST_NAMESAKES = 100;

/** Describes the holder before the step `suspect`; where that is behind the last step, the last step is the holder. */
export function describeHolder(heap: Heap, path: RetainingPath, suspect: number): HeapHolder {
  const { steps, start } = path;
  const own = steps[suspect];
  // What is held by a name of its own, as the head of a list, is named by it.
  const until = own === undefined || own.edge === '[]' ? suspect : suspect + 1;
  const holder = steps[until - 1];
  const node = holder === undefined ? -1 : heap.nodeWithId(holder.id);
  return {
    id: holder?.id ?? null,
    text: holderText(start, steps.slice(0, until)),
    kind: holder?.name ?? start?.name ?? '',
    ...holderNames(heap, path, until),
    ownerUrl: classUrl(heap, steps.slice(Math.max(0, until - 2), until)),
    retainedBytes:
      node === -1 ? path.retainedBytes : Math.max(heap.program.retainedSize[node], holder?.keeps?.bytes ?? 0),
    held: { name: steps.at(-1)?.name ?? '', count: path.count, retainedBytes: path.retainedBytes },
    path: { ...path, suspect: Math.min(suspect, steps.length - 1) },
    keys: node === -1 ? null : keysOf(heap, node),
    weakMap: weakHolderOf(heap, path, until),
  };
}

/** The WeakMap of the last of the first `until` steps that is a value of one. */
function weakHolderOf(heap: Heap, { start, steps }: RetainingPath, until: number): WeakHolder | null {
  const value = steps.slice(0, until).findLastIndex(({ edge }) => edge === weakMapValue.name);
  const map = value === -1 ? -1 : findWeakMap(heap, heap.nodeWithId(steps[value].id));
  const path = map === -1 ? null : retainingPath(heap, map);
  if (path === null || path.start === null || path.start.kind === 'console') return null;
  const text = holderText(path.start, path.steps);
  return { text, key: holderText(start, steps.slice(0, value)), module: holderNames(heap, path).module };
}

/** The script that has the class of the last of some objects whose class is in one; functions have no class there. */
function classUrl(heap: Heap, steps: readonly PathStep[]): string | null {
  const objects = steps.filter(({ type }) => type === 'object').map(({ id }) => heap.nodeWithId(id));
  const urls = objects.map((node) => heap.sources.placeOfNode(node)?.url ?? null);
  return urls.findLast((url) => url !== null) ?? null;
}

/**
 * The step that adds what gathers: the first into an element, or a list, of a class that grows; else the last into an
 * element; else the last.
 */
export function suspectOf(steps: readonly PathStep[], grows: (className: string) => boolean): number {
  const isMany = ({ edge, repeats }: PathStep) => edge === '[]' || (repeats > 0 && edge !== '__proto__');
  const typeOf = ({ name, definedAtPlace }: PathStep) => (definedAtPlace ? functionName(definedAtPlace) : name);
  const first = steps.findIndex((step) => isMany(step) && grows(typeOf(step)));
  if (first !== -1) return first;
  const last = steps.findLastIndex(isMany);
  return last === -1 ? steps.length - 1 : last;
}

/** Whether a path begins in a module of the program, or at something global: V8's and Node's own hold the runtime. */
export function isOfTheProgram({ start }: RetainingPath): boolean {
  return start !== null && (start.kind === 'global' || (start.kind === 'module' && !start.name.startsWith('node:')));
}

function nodesOfType(heap: Heap, { name, place }: SeenType): Uint8Array | null {
  for (const each of place === null || isPartName(name) ? [name] : [`${name} ${shortPlace(place)}`, name]) {
    try {
      return findInstances(heap, each).has;
    } catch {
      // The snapshot has no such class, or calls it otherwise.
    }
  }
  return null;
}

/** The nodes that some edge of this name leads to, or of the one that a bundler has given to such a variable. */
function nodesHeldAs(heap: Heap, name: string): Set<number> {
  const { graph } = heap.analysis;
  const { strings, edgeName, edgeTo } = graph;
  const nodes = new Set<number>();
  for (const generated of heap.sources.generatedNamesOf(name)) {
    const wanted = strings.indexOf(generated);
    if (wanted === -1) continue;
    for (let edge = edgeName.indexOf(wanted); edge !== -1; edge = edgeName.indexOf(wanted, edge + 1)) {
      if (/^(property|context|internal)$/.test(edgeTypeOf(graph, edge))) nodes.add(edgeTo[edge]);
    }
  }
  return nodes;
}

const MOST_KEYS = 100;

/**
 * What the keys of a Map, the texts in a Set, or the keys of an object that is used as a Map look like. Of objects in a
 * Set nothing is to be said: they are what it is for.
 */
function keysOf(heap: Heap, node: number): KeyPattern | null {
  const { graph } = heap.analysis;
  const found = entriesOf(heap, node);
  const keys: KeySample[] = [];
  if (found !== null) {
    for (const { key } of found.entries.slice(-MOST_KEYS)) {
      if (key === -1) continue;
      const type = nodeTypeOf(graph, graph.edgeTo[key]);
      const isText = /string/.test(type);
      if (found.kind === 'Set' && !isText) continue;
      keys.push({ type, text: isText ? nodeNameOf(graph, graph.edgeTo[key]) : heap.className(graph.edgeTo[key]) });
    }
  } else if (/^(Object|\{.*\})$/.test(heap.className(node))) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1] && keys.length < MOST_KEYS; edge++) {
      if (edgeTypeOf(graph, edge) === 'property') keys.push({ type: 'string', text: String(edgeNameOf(graph, edge)) });
    }
  }
  return patternOf(keys);
}
