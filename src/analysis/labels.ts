import { namesEphemeron } from '../heap/ephemerons.js';
import type { HeapGraph } from '../heap/graph.js';
import type { Retention } from '../heap/retention.js';
import { blockVariables } from './block-variables.js';
import type { ClassNames } from './class-names.js';
import { edgeNameOf, edgeTypeOf, nodeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import type { Scope, Sources } from './sources.js';
import { TIMER_LINKS } from './timer-links.js';
import { isContext } from './v8-names.js';

/** How a programmer would name an edge. */
export interface Label {
  /** `slot`: an element of an array, an entry of a Map or Set, or an edge of V8's own that nobody would name. */
  readonly kind: 'variable' | 'property' | 'slot';
  /** `[]` for a slot. */
  readonly name: string;
  /** The function or module whose variable it is; null where that is not known, and for what is no variable. */
  readonly scope: Scope | null;
  /** The original file in a bundle of whose top level it is a variable; null for all else. */
  readonly module: string | null;
}

/** The label of an entry of a list or dictionary, whose index or key is not shown. */
export const slot: Label = { kind: 'slot', name: '[]', scope: null, module: null };
/** How the key of a WeakMap's entry holds the value. */
export const weakMapValue: Label = { kind: 'property', name: '[[WeakMap]]', scope: null, module: null };

/** Edges of V8's own that say something to a programmer, and how they are called in the language's specification. */
const internalNames: ReadonlyMap<string, string> = new Map([
  ['bound_this', '[[BoundThis]]'],
  ['bound_function', '[[BoundTargetFunction]]'],
  ['target', '[[ProxyTarget]]'],
  ['handler', '[[ProxyHandler]]'],
  ['buffer', 'buffer'],
  ['prototype', 'prototype'],
]);

/**
 * From this many properties with objects of one class on, an object is a dictionary, and its keys are data, not names.
 */
const dictionarySize = 20;

/** What the name of an internal edge is: that of a table's field, of a WeakMap's entry, or another. */
const [FIELD, ENTRY, NAMED] = [1, 2, 3];

const HASH = 0x23;

/** What `keyOf` gives for entries of WeakMaps: above all that it gives for names. */
const ENTRY_KEY = 2 ** 34;

/** Gives the edges of a heap the names that paths are written with. */
export class Labels {
  readonly #graph: HeapGraph;
  readonly #retention: Retention;
  readonly #names: ClassNames;
  readonly #sources: Sources;
  readonly #named = new Map<number, Label>();
  readonly #members = new Map<string, Label>();
  readonly #internals = new Map<number, Label>();
  /** The names of edges to the next and the last timer in Node's lists, as indices of strings. */
  readonly #timerLinks: ReadonlySet<number>;
  /** By string: what it is as the name of an internal edge; 0 for one that was not looked at. */
  readonly #internalKinds: Uint8Array;
  readonly #variables = new Map<Scope | null, Map<string, Label>>();
  readonly #dictionaries = new Map<number, ReadonlySet<number>>();

  constructor(graph: HeapGraph, retention: Retention, names: ClassNames, sources: Sources) {
    this.#graph = graph;
    this.#retention = retention;
    this.#names = names;
    this.#sources = sources;
    this.#timerLinks = new Set(TIMER_LINKS.map((name) => graph.strings.indexOf(name)));
    this.#internalKinds = new Uint8Array(graph.strings.count);
  }

  /** The label of an edge that starts at `from`; labels that are equal are the same object. */
  of(from: number, edge: number): Label {
    switch (edgeTypeOf(this.#graph, edge)) {
      case 'context':
        return this.#variableOf(from, String(edgeNameOf(this.#graph, edge)));
      case 'property':
        return this.#isElement(from, edge) ? slot : this.#property(from, edge);
      case 'internal': {
        const exported = this.#names.of(from) === 'system / Cell' ? this.#sources.ofCell(from) : null;
        return exported === null ? this.#internal(edge) : this.#variable(null, exported.name);
      }
      case 'hidden':
        return isContext(this.#names.of(from)) ? this.#blockVariable(from, edge) : slot;
      default:
        return slot;
    }
  }

  /**
   * A number that edges have in common whose labels are the same; -1 where that takes to look for the label. Most edges
   * are called as their type and name tell, and there are few of these.
   */
  keyOf(from: number, edge: number): number {
    const { edgeName, firstEdge } = this.#graph;
    switch (edgeTypeOf(this.#graph, edge)) {
      case 'context':
        return -1;
      case 'property':
        if (this.#timerLinks.has(edgeName[edge])) return 0;
        if (this.#mayBeRenamed(edgeName[edge])) return -1;
        return firstEdge[from + 1] - firstEdge[from] < dictionarySize ? 2 * edgeName[edge] + 1 : -1;
      case 'internal':
        return this.#names.of(from) === 'system / Cell' ? -1 : this.#internalKey(edgeName[edge]);
      case 'hidden':
        return isContext(this.#names.of(from)) ? -1 : 0;
      default:
        return 0;
    }
  }

  #internalKey(name: number): number {
    const kind = this.#internalKind(name);
    return kind === NAMED ? 2 * name + 2 : kind === ENTRY ? ENTRY_KEY : 0;
  }

  /** A variable of a context, by its original name and file where these are known. */
  #variableOf(context: number, generatedName: string): Label {
    const original = this.#sources.variables.of(context, generatedName);
    const scope = original?.module ? null : this.#sources.ofContext(context);
    return this.#variable(scope, original?.name ?? generatedName, original?.module ?? null);
  }

  #variable(scope: Scope | null, name: string, module: string | null = null): Label {
    const variables = getOrAdd(this.#variables, scope, () => new Map<string, Label>());
    return getOrAdd(variables, `${name} ${module}`, () => ({ kind: 'variable', name, scope, module }));
  }

  #blockVariable(context: number, edge: number): Label {
    const name = blockVariables(this.#graph, context)[this.#graph.edgeName[edge]];
    return name === undefined ? slot : this.#variableOf(context, name);
  }

  #property(from: number, edge: number): Label {
    const index = this.#graph.edgeName[edge];
    const label = getOrAdd(this.#named, index, () => this.#member(this.#graph.strings.get(index)));
    return this.#mayBeRenamed(index) ? this.#member(this.#sources.privateNameOf(from, label.name)) : label;
  }

  #member(name: string): Label {
    return getOrAdd(this.#members, name, () => ({ kind: 'property', name, scope: null, module: null }));
  }

  /** Whether a name is that of a private member, which each class may call otherwise in its original file. */
  #mayBeRenamed(name: number): boolean {
    const { strings } = this.#graph;
    return this.#sources.hasOriginals && strings.byteLength(name) > 1 && strings.byteAt(name, 0) === HASH;
  }

  #internal(edge: number): Label {
    const index = this.#graph.edgeName[edge];
    const kind = this.#internalKind(index);
    if (kind !== NAMED) return kind === ENTRY ? weakMapValue : slot;
    return getOrAdd(this.#internals, index, () => {
      const name = internalNames.get(this.#graph.strings.get(index));
      return name === undefined ? slot : { kind: 'property', name, scope: null, module: null };
    });
  }

  /** What the name of an edge of V8's own says, of which there may be millions. */
  #internalKind(index: number): number {
    if (this.#internalKinds[index] === 0) this.#internalKinds[index] = this.#findInternalKind(index);
    return this.#internalKinds[index];
  }

  #findInternalKind(index: number): number {
    if (namesEphemeron(this.#retention.ephemerons, index)) return ENTRY;
    const { strings } = this.#graph;
    // A field of a table.
    return strings.byteLength(index) > 0 && isDigit(strings.byteAt(index, 0)) ? FIELD : NAMED;
  }

  #isElement(from: number, edge: number): boolean {
    const { edgeName, edgeTo } = this.#graph;
    return this.#timerLinks.has(edgeName[edge]) || this.#isDictionary(from, edgeTo[edge]);
  }

  /** Tells whether `owner` has many properties with objects like `value`. */
  #isDictionary(owner: number, value: number): boolean {
    const graph = this.#graph;
    if (graph.firstEdge[owner + 1] - graph.firstEdge[owner] < dictionarySize) return false;
    const classes = getOrAdd(this.#dictionaries, owner, () => this.#frequentClasses(owner));
    return classes.has(classOf(graph, value));
  }

  #frequentClasses(owner: number): ReadonlySet<number> {
    const graph = this.#graph;
    const counts = new Map<number, number>();
    for (let edge = graph.firstEdge[owner]; edge < graph.firstEdge[owner + 1]; edge++) {
      if (edgeTypeOf(graph, edge) !== 'property') continue;
      const key = classOf(graph, graph.edgeTo[edge]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return new Set([...counts].filter(([, count]) => count >= dictionarySize).map(([key]) => key));
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** What tells the values of a dictionary from the methods and settings of an ordinary object. */
function classOf(graph: HeapGraph, node: number): number {
  const type = nodeTypeOf(graph, node);
  const name = type === 'object' || type === 'closure' ? graph.nodeName[node] + 1 : 0;
  return 256 * name + graph.nodeType[node];
}
