import { edgeFrom, type HeapGraph } from '../heap/graph.js';
import type { Retainers } from '../heap/retainers.js';
import type { ClassNames } from './class-names.js';
import { edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import type { Sources } from './sources.js';
import { stringText } from './string-text.js';

/** Where a readable path begins: a module's variables, the global object, or a root of V8's. */
export interface PathStart {
  readonly kind: 'module' | 'global' | 'root';
  /** The script's path or URL, `globalThis`, or V8's name of the root. */
  readonly name: string;
}

const native = 'system / NativeContext';

/** Knows the places where a programmer looks for what holds something: modules, the global object, V8's roots. */
export class Starts {
  readonly #graph: HeapGraph;
  readonly #retainers: Retainers;
  readonly #names: ClassNames;
  readonly #sources: Sources;
  readonly #globals: ReadonlySet<number>;
  #all: readonly number[] | null = null;

  constructor(graph: HeapGraph, retainers: Retainers, names: ClassNames, sources: Sources) {
    this.#graph = graph;
    this.#retainers = retainers;
    this.#names = names;
    this.#sources = sources;
    this.#globals = globalObjects(graph);
  }

  /**
   * Where paths begin: at the program's modules, and at the root. A module lives as long as the program does, and what one of
   * its variables holds is best said by that, even where something of Node's own is nearer to a root.
   */
  all(): readonly number[] {
    this.#all ??= this.#find();
    return this.#all;
  }

  #find(): number[] {
    const graph = this.#graph;
    const { firstRetainer, retainingEdge } = this.#retainers;
    const [previous, nativeContext, module, sourceTextModule] = [
      'previous',
      native,
      'Module',
      'system / SourceTextModule',
    ].map((name) => graph.strings.indexOf(name));
    const starts = [];
    for (let node = 1; node < graph.nodeCount; node++) {
      const name = graph.nodeName[node];
      if (name === module || name === sourceTextModule) starts.push(node);
      if (name !== nativeContext) continue;
      for (let at = firstRetainer[node]; at < firstRetainer[node + 1]; at++) {
        const edge = retainingEdge[at];
        if (graph.edgeName[edge] === previous && edgeTypeOf(graph, edge) === 'internal')
          starts.push(edgeFrom(graph, edge));
      }
    }
    return [...starts.filter((node) => this.#isOfProgram(node)), 0];
  }

  #isOfProgram(node: number): boolean {
    const start = this.at(node);
    return start?.kind === 'module' && !start.name.startsWith('node:');
  }

  /** Tells whether readable paths begin at a node, and where that is. */
  at(node: number): PathStart | null {
    const graph = this.#graph;
    const type = nodeTypeOf(graph, node);
    if (type === 'synthetic') return { kind: 'root', name: nodeNameOf(graph, node) || '(root)' };
    if (this.#globals.has(node)) return { kind: 'global', name: 'globalThis' };
    switch (this.#names.of(node)) {
      case 'system / Context': {
        const scope = this.#sources.ofContext(node);
        return scope?.kind === 'module' && scope.source ? { kind: 'module', name: scope.source.script } : null;
      }
      case 'system / SourceTextModule': {
        const script = this.#sources.ofModule(node);
        return script === null ? null : { kind: 'module', name: script };
      }
      case native:
        return { kind: 'root', name: '(builtins)' };
      case 'system / Cell': {
        const exported = this.#sources.ofCell(node);
        return exported && { kind: 'module', name: exported.script };
      }
      case 'Module': {
        const script = type === 'object' ? commonJsFile(graph, node) : null;
        return script === null ? null : { kind: 'module', name: script };
      }
      default:
        return null;
    }
  }
}

/** What the root's shortcut edges lead to, past the NativeContext that newer versions of V8 put before it. */
function globalObjects(graph: HeapGraph): ReadonlySet<number> {
  const globals = new Set<number>();
  for (let edge = graph.firstEdge[0]; edge < graph.firstEdge[1]; edge++) {
    if (edgeTypeOf(graph, edge) !== 'shortcut') continue;
    const node = graph.edgeTo[edge];
    if (nodeNameOf(graph, node) !== native) globals.add(node);
    for (const name of ['global_object', 'global_proxy_object']) {
      const global = follow(graph, node, 'internal', name);
      if (global !== -1) globals.add(global);
    }
  }
  return globals;
}

/** The file of a CommonJS `Module`, whose `exports` others reach through require.cache; null for another kind of Module. */
function commonJsFile(graph: HeapGraph, module: number): string | null {
  if (follow(graph, module, 'property', 'exports') === -1) return null;
  const file = follow(graph, module, 'property', 'filename');
  return file === -1 ? null : stringText(graph, file);
}
