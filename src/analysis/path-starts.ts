import { edgeFrom, type HeapGraph } from '../heap/graph.js';
import type { Retainers } from '../heap/retainers.js';
import { withoutQuery } from '../places/local-path.js';
import type { ClassNames } from './class-names.js';
import type { ConsoleObjects } from './console-objects.js';
import { edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import { commonJsFile, ModuleCopies } from './module-copies.js';
import type { PathOrigin } from './shortest-paths.js';
import type { Sources } from './sources.js';
import { isContext, isNativeContext } from './v8-names.js';

/** Where a readable path begins: a module's variables, the global object, or a root of V8's. */
export interface PathStart {
  /** What it is. */
  readonly kind: 'module' | 'global' | 'console' | 'root';
  /** The script's path or URL, `globalThis`, `the console`, or V8's name of the root. */
  readonly name: string;
}

/**
 * By how many edges the path from a package's module, or from a root, must be shorter than that from a module of the
 * service.
 */
const HANDICAP = 3;

/**
 * Knows the places where a programmer looks for what holds something: modules, the global object, a console's
 * variables, V8's roots.
 */
export class Starts {
  readonly #graph: HeapGraph;
  readonly #names: ClassNames;
  readonly #sources: Sources;
  readonly #candidates: Candidates;
  readonly #globals: ReadonlySet<number>;
  /** The global contexts of `vm`, which no root holds: whoever made one does. */
  readonly vmContexts: ReadonlySet<number>;
  readonly #console: ConsoleObjects;
  readonly #consoleHandles: ReadonlySet<number>;
  readonly #copies: ModuleCopies;
  /** Files that were imported under several URLs, as with a query that is another each time. */
  readonly #reimported: ReadonlySet<string>;
  /** n bits: 0 for a node at which no path begins, as most are. */
  readonly #mayBeStart: Uint32Array;
  #all: readonly PathOrigin[] | null = null;

  constructor(graph: HeapGraph, retainers: Retainers, names: ClassNames, sources: Sources, console: ConsoleObjects) {
    this.#graph = graph;
    this.#names = names;
    this.#sources = sources;
    this.#console = console;
    this.#consoleHandles = new Set([...console.edges].map((edge) => graph.edgeTo[edge]));
    this.#candidates = candidates(graph);
    const { modules, nativeContexts } = this.#candidates;
    this.#copies = new ModuleCopies(graph, retainers, sources, modules, nativeContexts);
    this.#reimported = reimportedFiles(modules.map((module) => sources.ofModule(module)));
    this.#globals = globalObjects(graph, this.#candidates.nativeContexts);
    this.vmContexts = new Set(nativeContexts.filter((node) => !isHeldByRoot(graph, retainers, node)));
    this.#mayBeStart = this.#candidates.mayBeStart;
    for (const node of [...this.#globals, ...console.variables, ...this.#consoleHandles]) {
      this.#mayBeStart[node >>> 5] |= 1 << (node & 31);
    }
  }

  /**
   * Where paths begin: at the program's modules, and at the root. A module lives as long as the program does, and what
   * one of its variables holds is best said by that, even where something of Node's own is nearer to a root.
   */
  all(): readonly PathOrigin[] {
    this.#all ??= this.#find();
    return this.#all;
  }

  #find(): PathOrigin[] {
    const origins: PathOrigin[] = [];
    for (const node of [...this.#candidates.modules, ...this.#copies.contexts]) {
      const start = this.at(node);
      if (start?.kind !== 'module' || start.name.startsWith('node:')) continue;
      origins.push({ node, handicap: start.name.includes('/node_modules/') ? HANDICAP : 0 });
    }
    for (const node of this.#console.variables) origins.push({ node, handicap: HANDICAP });
    return [...origins, { node: 0, handicap: HANDICAP }];
  }

  /** All modules, with each copy of one; `exports`: the node of what a CommonJS module exports, else -1. */
  modules(): { readonly file: string; readonly exports: number }[] {
    return this.#candidates.modules.flatMap((module) => {
      const file = commonJsFile(this.#graph, module);
      if (file !== null) return [{ file, exports: follow(this.#graph, module, 'property', 'exports') }];
      const script = this.#sources.ofModule(module);
      return script === null ? [] : [{ file: script, exports: -1 }];
    });
  }

  /** Tells whether readable paths begin at a node, and where that is. */
  at(node: number): PathStart | null {
    if (((this.#mayBeStart[node >>> 5] >>> (node & 31)) & 1) === 0) return null;
    const graph = this.#graph;
    const type = nodeTypeOf(graph, node);
    if (type === 'synthetic') return { kind: 'root', name: nodeNameOf(graph, node) || '(root)' };
    if (this.#globals.has(node)) return { kind: 'global', name: 'globalThis' };
    if (this.#isConsole(node)) return { kind: 'console', name: 'the console' };
    if (this.#copies.isOutdated(node)) return null;
    const name = this.#names.of(node);
    if (isContext(name)) {
      const scope = this.#sources.ofContext(node);
      return scope?.kind === 'module' ? this.#startAt(scope.script) : null;
    }
    switch (name) {
      case 'system / SourceTextModule':
        return this.#startAt(this.#sources.ofModule(node));
      case 'system / Cell':
        return this.#startAt(this.#sources.ofCell(node)?.script ?? null);
      case 'Module':
        return this.#startAt(commonJsFile(graph, node));
      default:
        return isNativeContext(name) && !this.vmContexts.has(node) ? { kind: 'root', name: '(builtins)' } : null;
    }
  }

  /** A module with this script; null for one of many copies, of which the loader's map tells more. */
  #startAt(script: string | null): PathStart | null {
    return script === null || this.#reimported.has(withoutQuery(script)) ? null : { kind: 'module', name: script };
  }

  /** Whether a console's variables are the properties of a node, or a console alone holds it. */
  #isConsole(node: number): boolean {
    return this.#console.variables.has(node) || (this.#console.has[node] === 1 && this.#consoleHandles.has(node));
  }
}

function isHeldByRoot(graph: HeapGraph, { firstRetainer, retainingEdge }: Retainers, node: number): boolean {
  for (let at = firstRetainer[node]; at < firstRetainer[node + 1]; at++) {
    const edge = retainingEdge[at];
    if (edgeTypeOf(graph, edge) !== 'weak' && nodeTypeOf(graph, edgeFrom(graph, edge)) === 'synthetic') return true;
  }
  return false;
}

/** The files of which there are modules with different queries. */
function reimportedFiles(scripts: readonly (string | null)[]): ReadonlySet<string> {
  const byFile = new Map<string, Set<string>>();
  for (const script of scripts) {
    if (script?.includes('?')) getOrAdd(byFile, withoutQuery(script), () => new Set<string>()).add(script);
  }
  return new Set([...byFile].flatMap(([file, { size }]) => (size > 1 ? [file] : [])));
}

/** Nodes that V8's names tell to be near to modules. */
interface Candidates {
  /** SourceTextModules, and CommonJS' `Module` objects. */
  readonly modules: readonly number[];
  readonly nativeContexts: readonly number[];
  /** n bits: set for these, for what holds variables, and for roots. */
  readonly mayBeStart: Uint32Array;
}

function candidates(graph: HeapGraph): Candidates {
  const isNamed = graph.nodeTypes.map((type) => type === 'object' || type === 'hidden' || type === 'native');
  const [code, synthetic] = ['code', 'synthetic'].map((type) => graph.nodeTypes.indexOf(type));
  const kinds = new Uint8Array(graph.strings.count);
  const [modules, nativeContexts]: number[][] = [[], []];
  const mayBeStart = new Uint32Array((graph.nodeCount >>> 5) + 1);
  for (let node = 0; node < graph.nodeCount; node++) {
    const type = graph.nodeType[node];
    let kind = type === synthetic ? HOLDER : ORDINARY;
    if (isNamed[type] || type === code) {
      const index = graph.nodeName[node];
      if (kinds[index] === 0) kinds[index] = kindOf(graph.strings.get(index));
      kind = kinds[index];
    }
    if (kind === ORDINARY) continue;
    mayBeStart[node >>> 5] |= 1 << (node & 31);
    if (kind === MODULE && isNamed[type]) modules.push(node);
    if (kind === NATIVE_CONTEXT && isNamed[type]) nativeContexts.push(node);
  }
  return { modules, nativeContexts, mayBeStart };
}

/** What a name tells of a node; 0 is for a name that was not looked at. */
const [ORDINARY, MODULE, NATIVE_CONTEXT, HOLDER] = [1, 2, 3, 4];

function kindOf(name: string): number {
  if (isNativeContext(name)) return NATIVE_CONTEXT;
  if (name === 'Module' || name === 'system / SourceTextModule') return MODULE;
  return isContext(name) || name === 'system / Cell' ? HOLDER : ORDINARY;
}

/** What the root's shortcut edges lead to, and the global objects of the NativeContexts. */
function globalObjects(graph: HeapGraph, nativeContexts: readonly number[]): ReadonlySet<number> {
  const globals = new Set<number>();
  for (let edge = graph.firstEdge[0]; edge < graph.firstEdge[1]; edge++) {
    if (edgeTypeOf(graph, edge) === 'shortcut') globals.add(graph.edgeTo[edge]);
  }
  for (const node of nativeContexts) {
    globals.delete(node);
    for (const name of ['global_object', 'global_proxy_object']) globals.add(follow(graph, node, 'internal', name));
  }
  return globals;
}
