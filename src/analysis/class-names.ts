import type { HeapGraph } from '../heap/graph.js';
import { withoutQuery } from '../places/local-path.js';
import { nodeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import type { Sources } from './sources.js';

/** The names of nodes that are named after their class, of which there are few: decoded once. */
export class ClassNames {
  readonly #graph: HeapGraph;
  readonly #sources: Sources;
  readonly #names = new Map<number, string>();
  /** By location: a number that is the same for the same place of copies of one script. */
  readonly #places = new Map<number, number>();
  readonly #placeNumbers = new Map<string, number>();

  constructor(graph: HeapGraph, sources: Sources) {
    this.#graph = graph;
    this.#sources = sources;
  }

  /**
   * The class of an object, or what V8 calls one of its own parts (`system / Context`); empty for all else, as for
   * strings.
   */
  of(node: number): string {
    switch (nodeTypeOf(this.#graph, node)) {
      case 'object':
      case 'hidden':
      case 'native':
      case 'code': {
        const index = this.#graph.nodeName[node];
        return getOrAdd(this.#names, index, () => this.#graph.strings.get(index));
      }
      default:
        return '';
    }
  }

  /**
   * A number that is the same for nodes that a reader would not tell apart: objects of one class, functions of one
   * place, and of all else what is of one type.
   */
  keyOf(node: number): number {
    const { nodeType, nodeName, locations } = this.#graph;
    const type = nodeTypeOf(this.#graph, node);
    const isNamed = type === 'object' || type === 'native' || type === 'closure';
    const location = type === 'closure' ? (locations.ofNode[node] ?? 0) : 0;
    // Even numbers are places, odd ones names.
    const key = location > 0 ? 2 * this.#place(location) : isNamed ? 2 * nodeName[node] + 1 : 0;
    return key * 256 + nodeType[node] + 1;
  }

  /** A module that is loaded again is another script for V8, of which a reader knows nothing. */
  #place(location: number): number {
    return getOrAdd(this.#places, location, () => {
      const { scriptId, line, column } = this.#graph.locations;
      const script = this.#sources.scriptName(scriptId[location]);
      const file = script === null ? scriptId[location] : withoutQuery(script);
      const place = `${file}:${line[location]}:${column[location]}`;
      return getOrAdd(this.#placeNumbers, place, () => this.#placeNumbers.size + 1);
    });
  }

  /**
   * Tells whether a program's author would know of a node: not V8's own parts, nor its functions without name and
   * place.
   */
  isVisible(node: number): boolean {
    switch (nodeTypeOf(this.#graph, node)) {
      case 'hidden':
      case 'array':
      case 'code':
      case 'object shape':
        return false;
      case 'closure':
        // The resolve and await functions of promises have neither.
        return this.#graph.locations.ofNode[node] > 0 || this.#graph.strings.byteLength(this.#graph.nodeName[node]) > 0;
      case 'object':
      case 'native':
        return !this.of(node).startsWith('system / ');
      default:
        return true;
    }
  }
}
