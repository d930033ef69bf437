import { shortPlace } from '../places/shorten.js';
import { displayName } from './display-name.js';
import { edgeNameOf, edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import type { Heap } from './heap.js';
import { stringText } from './string-text.js';
import { wholeOf } from './whole.js';

const mostProperties = 12;
const mostCharacters = 60;

/**
 * What an object holds, on one line: `{id: "u1", tags: Array(2)}`, `["a", "b"]`, a string's text, a function's place.
 */
export function contentOf(heap: Heap, node: number): string {
  const { graph } = heap.analysis;
  const whole = wholeOf(heap, node);
  if (whole?.kind === 'string') return `a part of ${brief(heap, whole.node)}`;
  const text = stringText(graph, node);
  if (text !== null) return quote(text, 4 * mostCharacters);
  const parts: string[] = [];
  let left = 0;
  const elements = nodeNameOf(graph, node) === 'Array' ? elementsOf(heap, node) : null;
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const type = edgeTypeOf(graph, edge);
    const name = edgeNameOf(graph, edge);
    if (type !== 'element' && (type !== 'property' || name === '__proto__' || isAccessor(String(name)))) continue;
    if (parts.length === mostProperties) {
      left++;
      continue;
    }
    const value = brief(heap, graph.edgeTo[edge]);
    parts.push(elements?.areAll && type === 'element' ? value : `${name}: ${value}`);
  }
  if (left > 0) parts.push(`… ${left.toLocaleString('en-US')} more`);
  else if (elements?.areAll === false) parts.push('…');
  const place = heap.sources.placeOfFunction(node);
  if (place !== null) return `${displayName(heap, node)} ${shortPlace(place)}`;
  if (elements) return `[${parts.join(', ')}]`;
  return parts.length > 0 ? `{${parts.join(', ')}}` : '';
}

/** A value in a word: a string's or number's text, else the name of its class. */
export function brief(heap: Heap, node: number): string {
  const { graph } = heap.analysis;
  const text = stringText(graph, node);
  if (text !== null) return quote(text, mostCharacters);
  const type = nodeTypeOf(graph, node);
  const name = nodeNameOf(graph, node);
  if (type === 'number') {
    // Where V8 was asked for numeric values, it writes them as a text beside the number.
    const value = follow(graph, node, 'internal', 'value');
    return value === -1 ? name : nodeNameOf(graph, value);
  }
  if (type === 'bigint') return name;
  if (type === 'regexp') return `/${name}/`;
  if (type === 'symbol') return name;
  if (name !== 'Array') return displayName(heap, node);
  const { least, areAll } = elementsOf(heap, node);
  return areAll ? `Array(${least})` : least > 0 ? `Array(${least}+)` : 'Array';
}

/**
 * How long an array is at least. `areAll` is false where elements are not in the snapshot, as small integers and
 * doubles are not: where some are missing in between, or there is memory for elements and none of them.
 */
export function elementsOf(heap: Heap, node: number): { readonly least: number; readonly areAll: boolean } {
  const { analysis } = heap;
  const { graph } = analysis;
  const { firstEdge, edgeType, edgeTypes, edgeName } = graph;
  const element = edgeTypes.indexOf('element');
  let count = 0;
  let least = 0;
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    if (edgeType[edge] !== element) continue;
    count++;
    least = Math.max(least, edgeName[edge] + 1);
  }
  const store = count === 0 ? follow(graph, node, 'internal', 'elements') : -1;
  const isEmpty = store === -1 || graph.selfSize[store] <= EMPTY_STORE;
  return { least, areAll: count > 0 ? count === least : isEmpty };
}

/** Bytes of an array's memory for no elements: a map and a length. */
const EMPTY_STORE = 16;

/** V8 writes a property with a getter as three edges: the pair, and `get name` and `set name` to the functions. */
export function isAccessor(name: string): boolean {
  return name.startsWith('get ') || name.startsWith('set ');
}

function quote(text: string, most: number): string {
  return text.length > most ? `${JSON.stringify(text.slice(0, most))}…` : JSON.stringify(text);
}
