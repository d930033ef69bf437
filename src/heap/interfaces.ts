import type { HeapGraph } from './graph.js';
import type { SnapshotStrings } from './strings.js';

const maxNameLength = 120;
const minObjects = 2;
const maxShare = 1000;

/** The plain objects (`{…}`) of a heap by their shape, which is the sequence of their properties' names. */
export interface Shapes {
  /** One a shape: an object that has it. */
  readonly example: readonly number[];
  /** One a shape: how many objects have it. */
  readonly count: readonly number[];
}

/**
 * Groups plain objects by shape: `isPlain` tells which nodes are plain objects, and `shapeOf` (n) receives the shape of
 * each.
 */
export function findShapes(graph: HeapGraph, isPlain: (node: number) => boolean, shapeOf: Uint32Array): Shapes {
  const { nodeCount, firstEdge, edgeType, edgeName } = graph;
  const property = graph.edgeTypes.indexOf('property');
  const proto = graph.strings.indexOf('__proto__');
  const example: number[] = [];
  const count: number[] = [];
  const hashes: number[] = [];
  // Open addressing: shape + 1 by the hash of its names.
  let table = new Uint32Array(1024);
  // The last object with so many edges, modulo 64, or 0 for none: most often the next one is like it.
  const recent = new Uint32Array(64);
  for (let node = 0; node < nodeCount; node++) {
    if (!isPlain(node)) continue;
    const like = (firstEdge[node + 1] - firstEdge[node]) & 63;
    const shape = recent[like] !== 0 && sameEdges(node, recent[like]) ? shapeOf[recent[like]] : find(node);
    recent[like] = node;
    count[shape]++;
    shapeOf[node] = shape;
  }
  return { example, count };

  function find(node: number): number {
    let hash = 0;
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const name = edgeName[edge];
      if (edgeType[edge] === property && name !== proto) hash = Math.imul(hash ^ name, 0x9e3779b1) ^ (hash >>> 15);
    }
    let slot = hash & (table.length - 1);
    while (table[slot] !== 0 && !(hashes[table[slot] - 1] === hash && sameShape(node, example[table[slot] - 1]))) {
      slot = (slot + 1) & (table.length - 1);
    }
    if (table[slot] !== 0) return table[slot] - 1;
    table[slot] = example.push(node);
    count.push(0);
    hashes.push(hash);
    if (example.length * 2 > table.length) table = rehashed(hashes, table.length * 2);
    return example.length - 1;
  }

  /** Whether all edges have the same types and names, in which case the shapes are the same, too. */
  function sameEdges(a: number, b: number): boolean {
    let edgeB = firstEdge[b];
    const lastA = firstEdge[a + 1];
    if (lastA - firstEdge[a] !== firstEdge[b + 1] - edgeB) return false;
    for (let edgeA = firstEdge[a]; edgeA < lastA; edgeA++, edgeB++) {
      if (edgeName[edgeA] !== edgeName[edgeB] || edgeType[edgeA] !== edgeType[edgeB]) return false;
    }
    return true;
  }

  function sameShape(a: number, b: number): boolean {
    let edgeA = firstEdge[a];
    let edgeB = firstEdge[b];
    const lastA = firstEdge[a + 1];
    const lastB = firstEdge[b + 1];
    for (;;) {
      while (edgeA < lastA && (edgeType[edgeA] !== property || edgeName[edgeA] === proto)) edgeA++;
      while (edgeB < lastB && (edgeType[edgeB] !== property || edgeName[edgeB] === proto)) edgeB++;
      if (edgeA === lastA || edgeB === lastB) return edgeA === lastA && edgeB === lastB;
      if (edgeName[edgeA++] !== edgeName[edgeB++]) return false;
    }
  }
}

function rehashed(hashes: readonly number[], size: number): Uint32Array<ArrayBuffer> {
  const table = new Uint32Array(size);
  hashes.forEach((hash, shape) => {
    let slot = hash & (size - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (size - 1);
    table[slot] = shape + 1;
  });
  return table;
}

/** What plain objects are grouped by: those that have all of the properties. */
export interface Interface {
  readonly name: string;
  readonly properties: readonly string[];
}

/**
 * Names each shape, which is told by the string indexes of its properties' names, after the interface `{a, b, c}` that
 * Chrome DevTools finds for its objects, or `Object` (HeapSnapshot.ts, inferInterfaceDefinitions and
 * applyInterfaceDefinitions). An interface is what at least one in a thousand objects starts with; an object belongs to
 * the one with the most properties that it has all of, or among equals to the most frequent.
 */
export function interfaceNames(
  strings: SnapshotStrings,
  shapes: Iterable<Iterable<number>>,
  interfaces: readonly Interface[],
): string[] {
  const tree = propertyTree(interfaces);
  const known = new Set(interfaces.flatMap(({ properties }) => properties));
  const texts = new Map<number, string | null>();
  return Array.from(shapes, (names) => {
    const properties: string[] = [];
    for (const name of names) {
      let text = texts.get(name);
      if (text === undefined) {
        text = strings.get(name);
        if (!known.has(text)) text = null;
        texts.set(name, text);
      }
      if (text !== null) properties.push(text);
    }
    return bestMatch(tree, properties.sort(byCodeUnit))?.name ?? 'Object';
  });
}

/** Finds the interfaces of a heap, the most frequent first. */
export function inferInterfaces(graph: HeapGraph, { example, count }: Shapes): Interface[] {
  const candidates = new Map<string, { readonly names: readonly number[]; count: number }>();
  const lengths = new Map<number, number>();
  let objects = 0;
  example.forEach((node, shape) => {
    objects += count[shape];
    const names: number[] = [];
    let length = 1;
    for (const name of propertyNames(graph, node)) {
      let added = lengths.get(name);
      if (added === undefined) {
        added = formatPropertyName(graph.strings.get(name)).length;
        lengths.set(name, added);
      }
      if (names.length > 0 && length + added > maxNameLength) break;
      length += added + (names.length > 0 ? 2 : 0);
      names.push(name);
    }
    if (names.length === 0) return;
    const key = names.join();
    const candidate = candidates.get(key);
    if (candidate === undefined) candidates.set(key, { names, count: count[shape] });
    else candidate.count += count[shape];
  });
  const needed = Math.max(minObjects, objects / maxShare);
  return [...candidates.values()]
    .filter((candidate) => candidate.count >= needed)
    .sort((a, b) => b.count - a.count)
    .map(({ names }) => {
      const properties = names.map((name) => graph.strings.get(name));
      return { name: `{${properties.map(formatPropertyName).join(', ')}}`, properties };
    });
}

/** Gives the string indexes of the names of an object's properties, `__proto__` left out. */
export function* propertyNames({ firstEdge, edgeType, edgeTypes, edgeName, strings }: HeapGraph, node: number) {
  const property = edgeTypes.indexOf('property');
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    if (edgeType[edge] === property && strings.get(edgeName[edge]) !== '__proto__') yield edgeName[edge];
  }
}

/** Quotes a property's name that could be mistaken for several. DevTools: JSHeapSnapshotNode.formatPropertyName */
function formatPropertyName(name: string): string {
  return /[,'"{}]/.test(name) ? JSON.stringify(name) : name;
}

/** Interfaces by their properties in sorted order: each step down adds one. */
interface PropertyTree {
  readonly next: Map<string, PropertyTree>;
  match: { readonly name: string; readonly propertyCount: number; readonly rank: number } | null;
}

function propertyTree(interfaces: readonly Interface[]): PropertyTree {
  const root: PropertyTree = { next: new Map(), match: null };
  interfaces.forEach(({ name, properties }, rank) => {
    let at = root;
    for (const property of properties.toSorted(byCodeUnit)) {
      let next = at.next.get(property);
      if (next === undefined) {
        next = { next: new Map(), match: null };
        at.next.set(property, next);
      }
      at = next;
    }
    at.match ??= { name, propertyCount: properties.length, rank };
  });
  return root;
}

/** Finds the best interface for an object with these properties, which are sorted. */
function bestMatch(tree: PropertyTree, properties: readonly string[]): PropertyTree['match'] {
  let best: PropertyTree['match'] = null;
  const states = [tree];
  for (const property of properties) {
    for (let at = states.length - 1; at >= 0; at--) {
      const next = states[at].next.get(property);
      if (next === undefined) continue;
      states.push(next);
      const { match } = next;
      if (match === null) continue;
      const better =
        best === null ||
        match.propertyCount > best.propertyCount ||
        (match.propertyCount === best.propertyCount && match.rank < best.rank);
      if (better) best = match;
    }
  }
  return best;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
