import type { HeapGraph } from '../heap/graph.js';
import { follow, nodeNameOf, nodeTypeOf } from './edges.js';

/** Of a string that was put together of more pieces than this, the rest is left out. */
const mostPieces = 1000;

/**
 * The text of a string node, as far as V8 wrote it (1,024 characters of each piece), with the pieces of a concatenated
 * string put together; null for a node that is no string.
 */
export function stringText(graph: HeapGraph, node: number): string | null {
  const stack = [node];
  let text = '';
  for (let pieces = 0; stack.length > 0 && pieces < mostPieces; pieces++) {
    const piece = stack.pop()!;
    switch (nodeTypeOf(graph, piece)) {
      case 'string':
        text += nodeNameOf(graph, piece);
        break;
      case 'concatenated string': {
        const [first, second] = ['first', 'second'].map((name) => follow(graph, piece, 'internal', name));
        if (second !== -1) stack.push(second);
        if (first !== -1) stack.push(first);
        break;
      }
      case 'sliced string':
        // V8 writes neither its text, nor where in the whole it begins.
        text += '…';
        break;
      default:
        return null;
    }
  }
  return text;
}
