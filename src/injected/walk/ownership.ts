import { isNative, isProxy } from '../objects/intrinsics.js';
import type { Kind } from '../objects/kind.js';
import type { ObjectReader } from '../objects/object-reader.js';
import { program } from '../program.js';
import { type FunctionPlace, isOfClass, type PathNode, WEAK_VALUE } from './path.js';

/** A collection that was met. */
export interface Item {
  readonly value: object;
  readonly kind: Kind;
  readonly size: number;
  readonly node: PathNode;
}

/** Whose the scripts of the target are; all others are packages'. */
export interface ScriptOwners {
  /** Ids of Node's own, and of what was evaluated. */
  readonly nodesScriptIds: readonly string[];
  /** Ids of the service's own files. */
  readonly servicesScriptIds: readonly string[];
  /** Names of global variables that are Node's. */
  readonly nodesGlobals: readonly string[];
}

type PlacesOf = (functions: readonly object[]) => readonly (FunctionPlace | null)[];

/** How many functions in an object are asked whose they are. */
const SAMPLE = 3;
/** How far from a collection it is looked for a module of Node's. */
const MOST_STEPS = 12;

/** Tells whose a collection is. */
export class Ownership {
  readonly #nodesScripts: ReadonlySet<string>;
  readonly #servicesScripts: ReadonlySet<string>;
  readonly #nodesGlobals: ReadonlySet<unknown>;
  readonly #itemAt: ReadonlyMap<PathNode, Item>;
  readonly #placesOf: PlacesOf;
  readonly #reader: ObjectReader;
  readonly #scripts = new Map<object, string | null>();
  readonly #modules = new Map<Item, boolean>();

  /** `items`: all collections that were met. */
  constructor(owners: ScriptOwners, items: Iterable<Item>, placesOf: PlacesOf, reader: ObjectReader) {
    this.#nodesScripts = new Set(owners.nodesScriptIds);
    this.#servicesScripts = new Set(owners.servicesScriptIds);
    this.#nodesGlobals = new Set(owners.nodesGlobals);
    const itemAt = new Map<PathNode, Item>();
    for (const item of items) itemAt.set(item.node, item);
    this.#itemAt = itemAt;
    this.#placesOf = placesOf;
    this.#reader = reader;
  }

  /** Whether it is reached from a variable, or is part of a class, of the service's own files. */
  isServices({ node }: Item): boolean {
    // Whose the WeakMap is that an object of the service is a key of, nothing tells.
    if (weakValueOf(node) !== null) return false;
    const { scope } = beginOf(node);
    if (scope?.scriptId != null && this.#servicesScripts.has(scope.scriptId)) return true;
    const holder = node.from?.info?.type ?? null;
    const scriptId = holder === null || node.edge === 'variable' ? null : this.#scriptOf(holder);
    return scriptId !== null && this.#servicesScripts.has(scriptId);
  }

  /**
   * Whether it is Node's: by its beginning, or because it is, or is in, one of Node's modules, which a variable of the
   * program holds.
   */
  isNodes(item: Item): boolean {
    if (!this.#beginsInProgram(item.node)) return true;
    let key: unknown = null;
    let at: PathNode | null = item.node;
    for (let steps = 0; at !== null && steps < MOST_STEPS; steps++, key = at.key, at = at.from) {
      if (at.info?.name === 'process' && key !== '_events') return true;
      const holder = this.#itemAt.get(at);
      const isModule = holder !== undefined && holder.value !== program.global && this.#isOfNodesFunctions(holder);
      if (isModule) return true;
    }
    return false;
  }

  /** Not in a scope of Node's own modules, nor in one of its global objects, nor of a class of Node's. */
  #beginsInProgram(node: PathNode): boolean {
    const { rootStep } = node;
    const begin = beginOf(node);
    if (begin.edge === 'variable')
      return begin.scope?.scriptId != null && !this.#nodesScripts.has(begin.scope.scriptId);
    if (isOfClass(begin.edge)) {
      const scriptId = this.#scriptOf(begin.key as object);
      return scriptId !== null && !this.#nodesScripts.has(scriptId);
    }
    if (rootStep === null) return false;
    if (begin.key === 'process') return rootStep.key === '_events';
    if (begin.key === 'globalThis') return typeof rootStep.key === 'string' && !this.#nodesGlobals.has(rootStep.key);
    const isOfModule = node.from === rootStep && (node.key === 'paths' || node.key === 'children');
    return begin.key !== 'require.cache' || (node !== rootStep && !isOfModule);
  }

  /** Whether the first functions in an object are Node's, as in the exports of its modules. */
  #isOfNodesFunctions(item: Item): boolean {
    let known = this.#modules.get(item);
    if (known === undefined) {
      const scripts = this.#firstFunctions(item).map((fn) => this.#scriptOf(fn));
      known = scripts.length > 0 && scripts.every((id) => id !== null && this.#nodesScripts.has(id));
      this.#modules.set(item, known);
    }
    return known;
  }

  #firstFunctions({ value, kind }: Item): object[] {
    const functions: object[] = [];
    const note = (_key: unknown, entry: unknown) => {
      if (typeof entry !== 'function' || functions.length === SAMPLE) return;
      if (!isProxy(entry) && !isNative(entry)) functions.push(entry);
    };
    if (kind === 'object') this.#reader.readProperties(value, kind, 2 * SAMPLE, note);
    else if (kind === 'array') this.#reader.entries(value, kind).next(2 * SAMPLE, note);
    return functions;
  }

  /** The script of a function or class; null for V8's. */
  #scriptOf(fn: object): string | null {
    let id = this.#scripts.get(fn);
    if (id === undefined) {
      id = isNative(fn) ? null : (this.#placesOf([fn])[0]?.scriptId ?? null);
      this.#scripts.set(fn, id);
    }
    return id;
  }
}

/** The last value of a WeakMap's entry that a path leads through; null where there is none. */
export function weakValueOf(node: PathNode): PathNode | null {
  let at: PathNode | null = node;
  for (let steps = 0; at !== null && steps < MOST_STEPS; steps++, at = at.from) {
    if (at.edge === 'internal' && at.key === WEAK_VALUE) return at;
  }
  return null;
}

/** Where a path begins: at the last variable on the way, or at its root. */
export function beginOf(node: PathNode): PathNode {
  return node.rootStep?.from ?? node;
}
