import { edgeFrom, type HeapGraph } from '../heap/graph.js';
import type { Retainers } from '../heap/retainers.js';
import type { ClassNames } from './class-names.js';
import { edgeNameOf, edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import { isNativeContext, type Sources } from './sources.js';
import { stringText } from './string-text.js';

/** Where a readable path begins: a module's variables, the global object, or a root of V8's. */
export interface PathStart {
  /** What it is. */
  readonly kind: 'module' | 'global' | 'root';
  /** The script's path or URL, `globalThis`, or V8's name of the root. */
  readonly name: string;
}

/** Knows the places where a programmer looks for what holds something: modules, the global object, V8's roots. */
export class Starts {
  readonly #graph: HeapGraph;
  readonly #retainers: Retainers;
  readonly #names: ClassNames;
  readonly #sources: Sources;
  readonly #candidates: Candidates;
  readonly #globals: ReadonlySet<number>;
  #all: readonly number[] | null = null;

  constructor(graph: HeapGraph, retainers: Retainers, names: ClassNames, sources: Sources) {
    this.#graph = graph;
    this.#retainers = retainers;
    this.#names = names;
    this.#sources = sources;
    this.#candidates = candidates(graph);
    this.#globals = globalObjects(graph, this.#candidates.nativeContexts);
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
    const { modules, nativeContexts } = this.#candidates;
    const starts = [...modules];
    for (const node of nativeContexts) {
      for (let at = firstRetainer[node]; at < firstRetainer[node + 1]; at++) {
        const edge = retainingEdge[at];
        if (edgeTypeOf(graph, edge) === 'internal' && edgeNameOf(graph, edge) === 'previous')
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
      case 'system / Cell': {
        const exported = this.#sources.ofCell(node);
        return exported && { kind: 'module', name: exported.script };
      }
      case 'Module': {
        const script = type === 'object' ? commonJsFile(graph, node) : null;
        return script === null ? null : { kind: 'module', name: script };
      }
      default:
        return isNativeContext(this.#names.of(node)) ? { kind: 'root', name: '(builtins)' } : null;
    }
  }
}

/** Nodes that V8's names tell to be near to modules. */
interface Candidates {
  /** SourceTextModules, and CommonJS' `Module` objects. */
  readonly modules: readonly number[];
  readonly nativeContexts: readonly number[];
}

function candidates(graph: HeapGraph): Candidates {
  const mayBe = graph.nodeTypes.map((type) => type === 'object' || type === 'hidden' || type === 'native');
  // By string: 0 not looked at, 1 nothing of interest, 2 a module, 3 a NativeContext.
  const kinds = new Uint8Array(graph.strings.count);
  const [modules, nativeContexts]: number[][] = [[], []];
  for (let node = 1; node < graph.nodeCount; node++) {
    if (!mayBe[graph.nodeType[node]]) continue;
    const index = graph.nodeName[node];
    if (kinds[index] === 0) kinds[index] = kindOf(graph.strings.get(index));
    if (kinds[index] === 2) modules.push(node);
    if (kinds[index] === 3) nativeContexts.push(node);
  }
  return { modules, nativeContexts };
}

function kindOf(name: string): 1 | 2 | 3 {
  if (isNativeContext(name)) return 3;
  return name === 'Module' || name === 'system / SourceTextModule' ? 2 : 1;
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

/** The file of a CommonJS `Module`, whose `exports` others reach through require.cache; null for another kind of Module. */
function commonJsFile(graph: HeapGraph, module: number): string | null {
  if (follow(graph, module, 'property', 'exports') === -1) return null;
  const file = follow(graph, module, 'property', 'filename');
  return file === -1 ? null : stringText(graph, file);
}
