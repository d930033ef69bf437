import type { HeapAnalysis, HeapClass } from '../heap/analyse.js';
import { type HeapGraph, locationOf } from '../heap/graph.js';
import { edgeTypeOf, nodeTypeOf } from './edges.js';

/**
 * Gives objects the name of the constructor that their prototype names, as a census does, where V8 names another: it
 * goes by the function that has made an object, even where the prototype was set afterwards (Node 20 makes an
 * AbortSignal out of an EventTarget), and by the name of a class in its source, even where a compiler has given it
 * another (`keepNames` of esbuild). The classes' counts are then not known any more, and 0. Changes the arrays of the
 * analysis: copies would take more memory than there is for a heap. O(n + e).
 */
export function nameByConstructor(analysis: HeapAnalysis): HeapAnalysis {
  const { graph } = analysis;
  const { nodeName } = graph;
  const { ofNode } = graph.locations;
  const { classOf } = analysis;
  const constructors = new Constructors(graph);
  const classes: HeapClass[] = analysis.classes.map((each) => ({ ...each, count: 0, shallowSize: 0, retainedSize: 0 }));
  const classByKey = new Map(classes.map(({ key }, index) => [key, index]));
  let isChanged = false;
  for (const { node, closure, name } of constructors.differing()) {
    isChanged = true;
    nodeName[node] = name;
    if (ofNode.length > 0) ofNode[node] = ofNode[closure];
    const text = graph.strings.get(name);
    const place = locationOf(graph, closure);
    const key = place ? `${place.scriptId},${place.line},${place.column},${text}` : `,${text}`;
    const known = classByKey.get(key);
    classOf[node] = known ?? classes.push({ key, name: text, count: 0, shallowSize: 0, retainedSize: 0 }) - 1;
    if (known === undefined) classByKey.set(key, classOf[node]);
  }
  return isChanged ? { ...analysis, classes } : analysis;
}

/** What the prototype of an object says of its constructor; names are indexes into the strings. */
interface Constructor {
  /** -1 where it says nothing. */
  readonly closure: number;
  readonly name: number;
  /** Its property `name`, which Node 26 goes by; -1 where it has none. */
  readonly given: number;
}

const nobody: Constructor = { closure: -1, name: -1, given: -1 };

class Constructors {
  readonly #graph: HeapGraph;
  readonly #proto: number;
  readonly #maker: number;
  readonly #name: number;
  readonly #byPrototype = new Map<number, Constructor>();

  constructor(graph: HeapGraph) {
    this.#graph = graph;
    [this.#proto, this.#maker, this.#name] = ['__proto__', 'constructor', 'name'].map((name) =>
      graph.strings.indexOf(name),
    );
  }

  /** The objects whose prototype names another constructor than V8 does. */
  *differing(): Generator<Constructor & { readonly node: number }> {
    const { nodeCount, nodeType, nodeTypes, nodeName } = this.#graph;
    const object = nodeTypes.indexOf('object');
    if (this.#proto === -1 || this.#maker === -1) return;
    for (let node = 0; node < nodeCount; node++) {
      if (nodeType[node] !== object) continue;
      const prototype = this.#property(node, this.#proto);
      if (prototype === -1) continue;
      const found = this.#of(prototype);
      if (found.closure === -1 || found.name === nodeName[node] || found.given === nodeName[node]) continue;
      if (!this.#isTagged(nodeName[node])) yield { node, ...found };
    }
  }

  /** `TCP (internal cache) / `, `global / https://…`: V8 or Node says more than the name of a class. */
  #isTagged(name: number): boolean {
    return this.#graph.strings.get(name).includes(' / ');
  }

  #of(prototype: number): Constructor {
    const known = this.#byPrototype.get(prototype);
    if (known !== undefined) return known;
    const found = this.#find(prototype);
    this.#byPrototype.set(prototype, found);
    return found;
  }

  #find(prototype: number): Constructor {
    const graph = this.#graph;
    const closure = this.#property(prototype, this.#maker);
    if (closure === -1 || nodeTypeOf(graph, closure) !== 'closure') return nobody;
    const property = this.#property(closure, this.#name);
    const given = property !== -1 && nodeTypeOf(graph, property) === 'string' ? graph.nodeName[property] : -1;
    const source = graph.nodeName[closure];
    const isKept = given !== -1 && isNameKept(graph.strings.get(source), graph.strings.get(given));
    const name = isKept ? given : source;
    const text = graph.strings.get(name);
    return text === '' || text === 'Object' ? nobody : { closure, name, given };
  }

  /** The node that a property leads to, or -1. */
  #property(node: number, name: number): number {
    const { firstEdge, edgeName, edgeTo } = this.#graph;
    if (name === -1) return -1;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (edgeName[edge] === name && edgeTypeOf(this.#graph, edge) === 'property') return edgeTo[edge];
    }
    return -1;
  }
}

/**
 * Tells whether a compiler has renamed a class and given it its name back, as esbuild does with `keepNames`: `_Order`,
 * `Order2` or `a` for `Order`. Another name is the program's own, as a static member may be, and no name of the class.
 */
function isNameKept(source: string, given: string): boolean {
  return source.replace(/^_+|\d+$/g, '') === given || (source.length <= 2 && /^[\w$]{3,100}$/.test(given));
}
