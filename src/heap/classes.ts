import { detachedNodes } from './detached.js';
import type { DominatorTree } from './dominators.js';
import type { HeapGraph } from './graph.js';
import { findShapes, type Interface, inferInterfaces, interfaceNames, propertyNames } from './interfaces.js';
import { uint32Array } from './memory.js';
import { Scratch } from './scratch.js';
import type { SnapshotStrings } from './strings.js';

/** The nodes of a heap by class, as Chrome DevTools groups them in its summary. */
export interface NodeClasses {
  /** n: index into `classes`. */
  readonly classOf: Uint32Array;
  readonly classes: readonly NodeClass[];
}

/** What nodes are grouped by: a constructor, or for other than objects a type. */
export interface NodeClass {
  /**
   * DevTools' class key, the same in all snapshots of a process: `script id,line,column,name` for objects whose
   * constructor is known by location, `,name` for all others.
   */
  readonly key: string;
  readonly name: string;
}

/** Count and sizes of a class. Nodes without a byte of their own are not counted. */
export interface ClassSizes {
  readonly count: number;
  /** Bytes. */
  readonly shallowSize: number;
  /** Bytes of what the nodes of the class keep alive; what one of them dominates counts once. */
  readonly retainedSize: number;
}

/** Finds the class of each node, by DevTools' rules (HeapSnapshot.ts, calculateObjectNames and classKeyInternal). */
export function nodeClasses(graph: HeapGraph, scratch = new Scratch()): NodeClasses {
  const { nodeCount, nodeType, nodeName, strings, locations } = graph;
  const classes = new ClassTable();
  const [object, native] = ['object', 'native'].map((type) => graph.nodeTypes.indexOf(type));
  const byType = graph.nodeTypes.map((type) => classes.get(typeClassName(type)));
  // By the string index of the node's name: of very many strings few name objects.
  const byName = new Map<number, number>();
  const isPlain = plainObjects(graph);

  const classOf = scratch.uint32(nodeCount);
  const shapes = findShapes(graph, isPlain, classOf);
  const names = shapes.example.map((node) => propertyNames(graph, node));
  const byShape = interfaceNames(strings, names, inferInterfaces(graph, shapes)).map((name) => classes.get(name));
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node];
    if (type !== object && type !== native) {
      classOf[node] = byType[type];
      continue;
    }
    let found = 0;
    if (isPlain(node)) {
      found = byShape[classOf[node]];
    } else {
      const name = nodeName[node];
      const known = byName.get(name);
      found = known ?? classes.get(elementName(strings.get(name)));
      if (known === undefined) byName.set(name, found);
    }
    const location = type === object && locations.ofNode.length > 0 ? locations.ofNode[node] : 0;
    classOf[node] = location === 0 ? found : classes.located(found, location, graph);
  }
  for (const node of detachedNodes(graph)) {
    classOf[node] = classes.get(elementName(`Detached ${strings.get(nodeName[node])}`));
  }
  return { classOf, classes: classes.list };
}

/**
 * The plain objects of a heap, so that they can be grouped by what another heap looks like, as for a comparison. Their
 * forms are what decides: the names of the properties, and the place of the constructor.
 */
export interface PlainObjects {
  /** The ordinals of the plain objects, ascending. */
  readonly nodes: Uint32Array;
  /** For each of these its form. */
  readonly formOf: Uint32Array;
  /** String indexes: the names of the properties, form after form. */
  readonly names: Uint32Array;
  /** For each form where its names end in `names`. */
  readonly ends: Uint32Array;
  /** For each form how the key of its class begins: `script id,line,column`, or empty where that is not known. */
  readonly places: readonly string[];
  /** By what this heap groups them. */
  readonly interfaces: readonly Interface[];
}

/** Finds the plain objects of a heap and their forms. O(n + e). */
export function findPlainObjects(graph: HeapGraph): PlainObjects {
  const { nodeCount, locations } = graph;
  const isPlain = plainObjects(graph);
  const shapeOf = new Uint32Array(nodeCount);
  const shapes = findShapes(graph, isPlain, shapeOf);
  const nodes = uint32Array(shapes.count.reduce((sum, count) => sum + count, 0));
  const formOf = uint32Array(nodes.length);
  const forms = new Map<number, number>();
  const [names, ends]: number[][] = [[], []];
  const places: string[] = [];
  for (let node = 0, at = 0; at < nodes.length; node++) {
    if (!isPlain(node)) continue;
    const location = locations.ofNode[node] ?? 0;
    const key = shapeOf[node] * locations.line.length + location;
    let form = forms.get(key);
    if (form === undefined) {
      form = places.push(location === 0 ? '' : placeKey(graph, location)) - 1;
      forms.set(key, form);
      for (const name of propertyNames(graph, shapes.example[shapeOf[node]])) names.push(name);
      ends.push(names.length);
    }
    nodes[at] = node;
    formOf[at++] = form;
  }
  const interfaces = inferInterfaces(graph, shapes);
  return { nodes, formOf, names: Uint32Array.from(names), ends: Uint32Array.from(ends), places, interfaces };
}

/** Gives the class of each form, where objects are grouped by these interfaces. */
export function classesOfForms(
  { names, ends, places }: PlainObjects,
  strings: SnapshotStrings,
  interfaces: readonly Interface[],
): NodeClass[] {
  const properties = Array.from(ends, (end, form) => names.subarray(form === 0 ? 0 : ends[form - 1], end));
  return interfaceNames(strings, properties, interfaces).map((name, form) => ({
    key: `${places[form]},${name}`,
    name,
  }));
}

function plainObjects({ nodeName, nodeType, nodeTypes, strings }: HeapGraph): (node: number) => boolean {
  const name = strings.indexOf('Object');
  const type = nodeTypes.indexOf('object');
  return (node) => nodeName[node] === name && nodeType[node] === type;
}

/** Counts the nodes of each class, in the order of `classes`, and sums up their shallow sizes. */
export function shallowSums(
  { classOf, classes }: NodeClasses,
  shallowSize: Uint32Array | Float64Array,
): Omit<ClassSizes, 'retainedSize'>[] {
  const count = new Uint32Array(classes.length);
  const sum = new Float64Array(classes.length);
  for (let node = 0; node < classOf.length; node++) {
    if (shallowSize[node] === 0) continue;
    count[classOf[node]]++;
    sum[classOf[node]] += shallowSize[node];
  }
  return classes.map((_, index) => ({ count: count[index], shallowSize: sum[index] }));
}

/**
 * Sums up the retained sizes for each class, in the order of `classes`, and finds the nodes that do not add to them
 * (see `HeapAnalysis.nested`); `retained` is by vertex / 4.
 *
 * The third word of each vertex of the tree becomes the class + 1, or 0 for what is not counted.
 */
export function retainedSums(
  { classOf, classes }: NodeClasses,
  shallowSize: Uint32Array | Float64Array,
  { nodeOf, vertices }: DominatorTree,
  retained: Uint32Array | Float64Array,
): { sums: Float64Array; nested: Uint32Array } {
  const last = 4 * (nodeOf.length - 1);
  for (let v = 4; v <= last; v += 4) {
    const node = nodeOf[v >>> 2];
    vertices[v + 2] = shallowSize[node] === 0 ? 0 : classOf[node] + 1;
  }
  // Class 0 is none.
  const sum = new Float64Array(classes.length + 1);
  const nested = uint32Array((nodeOf.length >>> 5) + 1);
  // The tree is walked in depth, so that it is known how many of each class are above a vertex.
  const above = new Uint32Array(classes.length + 1);
  for (let v = 4; ; ) {
    const ofClass = vertices[v + 2];
    if (above[ofClass] === 0) sum[ofClass] += retained[v >>> 2];
    else nested[nodeOf[v >>> 2] >>> 5] |= 1 << (nodeOf[v >>> 2] & 31);
    if (vertices[v] !== 0) {
      if (ofClass !== 0) above[ofClass]++;
      v = vertices[v];
      continue;
    }
    while (vertices[v + 1] === 0 && v !== 4) {
      v = vertices[v + 3];
      if (vertices[v + 2] !== 0) above[vertices[v + 2]]--;
    }
    if (v === 4) break;
    v = vertices[v + 1];
  }
  return { sums: sum.subarray(1), nested };
}

function placeKey({ locations }: HeapGraph, location: number): string {
  return [locations.scriptId[location], locations.line[location], locations.column[location]].join();
}

function typeClassName(type: string): string {
  switch (type) {
    case 'hidden':
      return '(system)';
    case 'code':
      return '(compiled code)';
    case 'closure':
      return 'Function';
    case 'regexp':
      return 'RegExp';
    default:
      return `(${type})`;
  }
}

/** `<div id="a">` → `<div>`, and what is not an element as it is. */
function elementName(name: string): string {
  const start = name.startsWith('<') ? 0 : name.startsWith('Detached <') ? 10 : -1;
  const space = start < 0 ? -1 : name.indexOf(' ', start);
  return space < 0 ? name : `${name.slice(0, space)}>`;
}

class ClassTable {
  readonly list: NodeClass[] = [];
  readonly #byKey = new Map<string, number>();
  /** By location: the class without location that was asked for last, and the class with it. */
  readonly #lastPlain: number[] = [];
  readonly #lastLocated: number[] = [];

  get(name: string): number {
    return this.#intern(`,${name}`, name);
  }

  /** Gives the class with the name of class `plain` and this location. */
  located(plain: number, location: number, graph: HeapGraph): number {
    if (this.#lastPlain[location] !== plain) {
      const { name } = this.list[plain];
      this.#lastPlain[location] = plain;
      this.#lastLocated[location] = this.#intern(`${placeKey(graph, location)},${name}`, name);
    }
    return this.#lastLocated[location];
  }

  #intern(key: string, name: string): number {
    let index = this.#byKey.get(key);
    if (index === undefined) {
      index = this.list.push({ key, name }) - 1;
      this.#byKey.set(key, index);
    }
    return index;
  }
}
