import { shortPlace } from '../places/shorten.js';
import { elementsOf, isAccessor } from './content.js';
import { edgeNameOf, edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import { entriesOf } from './entries.js';
import { getOrAdd } from './get-or-add.js';
import type { Heap } from './heap.js';
import { isSameShape, shapeKeys, shapeName } from './type-counts.js';

type IsMeant = (node: number) => boolean;

const COLLECTION = /^(Array|Map|Set) (?:of (.+)|\((empty)\))$/s;
const ENTRIES = /^(string|number|bigint|symbol|boolean) in (Array|Map|Set|Object)$/;
/** From so many properties on, an object is a dictionary; see `primitivesIn`. */
const DICTIONARY = 32;
const PRIMITIVES: Readonly<Record<string, readonly string[]>> = {
  string: ['string', 'concatenated string', 'sliced string'],
  number: ['number'],
  bigint: ['bigint'],
  symbol: ['symbol'],
  boolean: ['hidden'],
};

/** Whether a name is one that a count gives to a part of a built-in class, and hardly an expression. */
export function isPartName(name: string): boolean {
  return [/^function in \S/, /^bound /, /^\{.*\}$/s, COLLECTION, ENTRIES].some((form) => form.test(name));
}

/**
 * Which nodes belong to the part of a built-in class that a count calls so: `function in service.js:12`, `bound tick`,
 * `{id, name}`, `Array of User`, `Map (empty)`. Null for a name of another form, and where there is no class of what a
 * collection should hold. `ofClass` finds the nodes of a class. Of `string in Map`, these are the Maps.
 */
export function nodesOfPart(heap: Heap, name: string, ofClass: (name: string) => IsMeant | null): IsMeant | null {
  const [, place] = /^function in (.+)$/.exec(name) ?? [];
  if (place !== undefined) return functionsIn(heap, place);
  if (name.startsWith('bound ')) return (node) => boundName(heap, node) === name;
  if (name.startsWith('{')) return objectsOfShape(heap, name);
  const [, entry, holder] = ENTRIES.exec(name) ?? [];
  if (holder === 'Object') return dictionariesOf(heap, PRIMITIVES[entry]);
  const [, container, content, empty] = COLLECTION.exec(holder ? `${holder} of ${entry}` : name) ?? [];
  if (container === undefined) return null;
  if (empty) return (node) => isCollection(heap, node, container) && isEmpty(heap, node, container);
  const types = PRIMITIVES[content];
  const isContent = types
    ? (node: number) => types.includes(nodeTypeOf(heap.analysis.graph, node))
    : (nodesOfPart(heap, content, ofClass) ?? ofClass(content));
  if (isContent === null) return null;
  return (node) => {
    if (!isCollection(heap, node, container)) return false;
    const first = firstContent(heap, node, container);
    // V8 writes no small integers: a Set of those looks as an empty one does.
    if (first === -1) return content === 'number' && (container !== 'Array' || !isEmpty(heap, node, container));
    return isContent(first);
  };
}

function functionsIn(heap: Heap, place: string): IsMeant {
  const { graph } = heap.analysis;
  const byLocation = new Map<number, boolean>();
  return (node) => {
    const location = graph.locations.ofNode[node] ?? 0;
    if (location === 0 || nodeTypeOf(graph, node) !== 'closure') return false;
    return getOrAdd(byLocation, location, () => {
      const at = heap.sources.placeOfNode(node);
      return at !== null && shortPlace(at) === place;
    });
  };
}

/** What JavaScript calls a bound function, which V8 writes without a name. */
function boundName(heap: Heap, node: number): string | null {
  const { graph } = heap.analysis;
  let prefix = '';
  for (let at = node; nodeTypeOf(graph, at) === 'closure'; prefix += 'bound ') {
    const target = follow(graph, at, 'internal', 'bound_function');
    if (target === -1) return prefix === '' ? null : prefix + nodeNameOf(graph, at);
    at = target;
  }
  return null;
}

/**
 * Plain objects with these keys. Of properties with small integers there is no edge: what keys an object has is told by
 * its hidden class, in whose list those of longer objects may follow.
 */
function objectsOfShape(heap: Heap, name: string): IsMeant {
  const { graph } = heap.analysis;
  const shapes = new Map<number, readonly string[] | null>();
  return (node) => {
    if (nodeTypeOf(graph, node) !== 'object' || nodeNameOf(graph, node) !== 'Object') return false;
    const seen = visibleKeys(heap, node);
    const map = follow(graph, node, 'internal', 'map');
    const keys = getOrAdd(shapes, map, () => meantKeys(describedKeys(heap, map), name));
    if (keys === null)
      return (seen.length > 0 && isSameShape(shapeName(seen), name)) || isShapeOfTable(heap, node, name);
    return seen.every((key) => keys.includes(key));
  };
}

/**
 * Objects that are used as dictionaries, the first of whose values is of one of these types. V8 writes no small
 * integers: of a dictionary of these, the keys alone are in the snapshot, in its table.
 */
function dictionariesOf(heap: Heap, types: readonly string[]): IsMeant {
  const { graph } = heap.analysis;
  return (node) => {
    if (!isCollection(heap, node, 'Object')) return false;
    const keys = visibleKeys(heap, node);
    if (keys.length === 0) return types.includes('number') && tableTexts(heap, node).length >= DICTIONARY;
    return keys.length >= DICTIONARY && types.includes(nodeTypeOf(graph, follow(graph, node, 'property', keys[0])));
  };
}

/**
 * Whether these are the keys of an object whose properties are in a table, as of one that was made without prototype.
 * Of properties with small integers there is no edge, but the table refers to all keys, and to texts among the values.
 */
function isShapeOfTable(heap: Heap, node: number, name: string): boolean {
  const { graph } = heap.analysis;
  const keys = shapeKeys(name);
  const seen = visibleKeys(heap, node);
  if (seen.length > keys.length) return false;
  const values = seen.map((key) => follow(graph, node, 'property', key));
  const texts = tableTexts(heap, node);
  return (
    texts.every((text) => keys.includes(nodeNameOf(graph, text)) || values.includes(text)) &&
    keys.every((key) => texts.some((text) => nodeNameOf(graph, text) === key))
  );
}

/** The texts that the table of an object's properties refers to. */
function tableTexts(heap: Heap, node: number): number[] {
  const { graph } = heap.analysis;
  const table = follow(graph, node, 'internal', 'properties');
  const texts: number[] = [];
  if (table === -1) return texts;
  for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge++) {
    const to = graph.edgeTo[edge];
    if (PRIMITIVES.string.includes(nodeTypeOf(graph, to))) texts.push(to);
  }
  return texts;
}

/** The keys at the beginning of a list that make up a shape; null where none do. */
function meantKeys(keys: readonly string[], name: string): readonly string[] | null {
  for (let length = keys.length; length > 0; length--) {
    if (isSameShape(shapeName(keys.slice(0, length)), name)) return keys.slice(0, length);
  }
  return null;
}

/**
 * The texts among the keys in the descriptors of a hidden class, in their order: of each three fields the first (V8:
 * DescriptorArray).
 */
function describedKeys(heap: Heap, map: number): string[] {
  const { graph } = heap.analysis;
  const descriptors = map === -1 ? -1 : follow(graph, map, 'internal', 'descriptors');
  const keys: number[] = [];
  if (descriptors === -1) return [];
  for (let edge = graph.firstEdge[descriptors]; edge < graph.firstEdge[descriptors + 1]; edge++) {
    const isKey = edgeTypeOf(graph, edge) === 'internal' && edgeNameOf(graph, edge) === String(3 * keys.length);
    if (isKey) keys.push(graph.edgeTo[edge]);
  }
  return keys.filter((key) => nodeTypeOf(graph, key) !== 'symbol').map((key) => nodeNameOf(graph, key));
}

/** The keys of an object's properties that have edges, without symbols: a count names shapes by texts alone. */
function visibleKeys(heap: Heap, node: number): string[] {
  const { graph } = heap.analysis;
  const keys: string[] = [];
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const name = String(edgeNameOf(graph, edge));
    if (edgeTypeOf(graph, edge) !== 'property' || name === '__proto__' || name.startsWith('<symbol ')) continue;
    if (!isAccessor(name)) keys.push(name);
  }
  return keys;
}

function isCollection(heap: Heap, node: number, container: string): boolean {
  const { graph } = heap.analysis;
  return nodeTypeOf(graph, node) === 'object' && nodeNameOf(graph, node) === container;
}

function isEmpty(heap: Heap, node: number, container: string): boolean {
  if (container !== 'Array') return entriesOf(heap, node)?.entries.length === 0;
  const { least, areAll } = elementsOf(heap, node);
  return least === 0 && areAll;
}

/** The first element of an array, value of a Map or member of a Set; -1 where the snapshot has none. */
function firstContent(heap: Heap, node: number, container: string): number {
  const { graph } = heap.analysis;
  if (container !== 'Array') {
    const [first] = entriesOf(heap, node)?.entries ?? [];
    const edge = first === undefined ? -1 : container === 'Map' ? first.value : first.key;
    return edge === -1 ? -1 : graph.edgeTo[edge];
  }
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    if (edgeTypeOf(graph, edge) === 'element' && edgeNameOf(graph, edge) === 0) return graph.edgeTo[edge];
  }
  return -1;
}
