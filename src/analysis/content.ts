import { displayName } from './display-name.js';
import { edgeNameOf, edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import type { Heap } from './heap.js';
import { locationText } from './sources.js';
import { stringText } from './string-text.js';

const mostProperties = 12;
const mostCharacters = 60;

/** What an object holds, on one line: `{id: "u1", tags: Array(2)}`, `["a", "b"]`, a string's text, a function's place. */
export function contentOf(heap: Heap, node: number): string {
  const { graph } = heap.analysis;
  const text = stringText(graph, node);
  if (text !== null) return quote(text, 4 * mostCharacters);
  const parts: string[] = [];
  let left = 0;
  const isArray = nodeNameOf(graph, node) === 'Array';
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const type = edgeTypeOf(graph, edge);
    const name = edgeNameOf(graph, edge);
    if (type !== 'element' && (type !== 'property' || name === '__proto__' || isAccessor(String(name)))) continue;
    if (parts.length === mostProperties) {
      left++;
      continue;
    }
    const value = brief(heap, graph.edgeTo[edge]);
    parts.push(isArray && type === 'element' ? value : `${name}: ${value}`);
  }
  if (left > 0) parts.push(`… ${left.toLocaleString('en-US')} more`);
  const source = heap.sources.ofFunction(node);
  if (source !== null) return `${displayName(heap, node)} ${locationText(source)}`;
  if (isArray) return `[${parts.join(', ')}]`;
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
  if (type === 'hidden' && /^(undefined|null|true|false)$/.test(name)) return name;
  return name === 'Array' ? `Array(${elementsOf(heap, node)})` : displayName(heap, node);
}

function elementsOf(heap: Heap, node: number): number {
  const { firstEdge, edgeType, edgeTypes } = heap.analysis.graph;
  const element = edgeTypes.indexOf('element');
  let count = 0;
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) if (edgeType[edge] === element) count++;
  return count;
}

/** V8 writes a property with a getter as three edges: the pair, and `get name` and `set name` to the functions. */
function isAccessor(name: string): boolean {
  return name.startsWith('get ') || name.startsWith('set ');
}

function quote(text: string, most: number): string {
  return text.length > most ? `${JSON.stringify(text.slice(0, most))}…` : JSON.stringify(text);
}
