import { nodeNameOf, nodeTypeOf } from './edges.js';
import type { Heap } from './heap.js';

/** A node in a word: its class; a function with its name and `()`; the type in brackets for V8's own. */
export function displayName(heap: Heap, node: number): string {
  const { graph } = heap.analysis;
  const type = nodeTypeOf(graph, node);
  const name = nodeNameOf(graph, node);
  switch (type) {
    case 'closure':
      return name === '' ? '(anonymous)' : `${name}()`;
    case 'object':
    case 'native': {
      const suspended = heap.sources.functionOf(node);
      return suspended === -1 ? name : `suspended ${displayName(heap, suspended)}`;
    }
    case 'synthetic':
      return name === '' ? '(root)' : name;
    case 'concatenated string':
    case 'sliced string':
      return '(string)';
    default:
      return `(${type})`;
  }
}
