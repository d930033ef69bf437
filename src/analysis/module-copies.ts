import { edgeFrom, type HeapGraph } from '../heap/graph.js';
import type { Retainers } from '../heap/retainers.js';
import { edgeNameOf, edgeTypeOf, follow, nodeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import type { Sources } from './sources.js';
import { stringText } from './string-text.js';

/** How far from a module's exports its variables are looked for: the edges of a path, and the nodes in all. */
const MOST_EDGES = 4;
const MOST_NODES = 500;

/**
 * Tells the modules of CommonJS that were loaded again since, after they were deleted from require.cache, from those
 * that are in use. What is left of the former is held by something else, as by `children` of the module that has loaded
 * them.
 */
export class ModuleCopies {
  /** The contexts with the variables of modules, whether in use or not. */
  readonly contexts: readonly number[];
  readonly #outdated: ReadonlySet<number>;

  /** `modules`: objects that may be modules of CommonJS. */
  constructor(
    graph: HeapGraph,
    retainers: Retainers,
    sources: Sources,
    modules: readonly number[],
    nativeContexts: readonly number[],
  ) {
    this.contexts = [...moduleContexts(graph, retainers, nativeContexts)];
    this.#outdated = outdated(graph, retainers, sources, modules, this.contexts);
  }

  /** Tells whether a node is a module, or the context of its variables, that is no longer in use. */
  isOutdated(node: number): boolean {
    return this.#outdated.has(node);
  }
}

/** The file of a module of CommonJS; null for another object. */
export function commonJsFile(graph: HeapGraph, module: number): string | null {
  if (nodeTypeOf(graph, module) !== 'object' || follow(graph, module, 'property', 'exports') === -1) return null;
  const file = follow(graph, module, 'property', 'filename');
  return file === -1 ? null : stringText(graph, file);
}

/** The contexts right below a realm's: those of modules, and of functions that were called without being in one. */
function* moduleContexts(graph: HeapGraph, retainers: Retainers, nativeContexts: readonly number[]): Generator<number> {
  for (const node of nativeContexts) {
    for (const edge of retainingEdges(retainers, node)) {
      if (edgeTypeOf(graph, edge) === 'internal' && edgeNameOf(graph, edge) === 'previous') yield edgeFrom(graph, edge);
    }
  }
}

function outdated(
  graph: HeapGraph,
  retainers: Retainers,
  sources: Sources,
  modules: readonly number[],
  contexts: readonly number[],
): ReadonlySet<number> {
  const used = new Map<string, number>();
  const unused = new Map<string, number[]>();
  for (const module of modules) {
    const file = commonJsFile(graph, module);
    if (file === null) continue;
    if (isInCache(graph, retainers, module, file)) used.set(file, module);
    else getOrAdd(unused, file, () => []).push(module);
  }
  const result = new Set([...unused.values()].flat());
  const contextsOf = new Map<string, Set<number>>();
  for (const context of contexts) {
    const scope = sources.ofContext(context);
    if (scope?.kind === 'module') getOrAdd(contextsOf, scope.script, () => new Set<number>()).add(context);
  }
  for (const [file, group] of contextsOf) {
    const module = used.get(file);
    const inUse = module === undefined || group.size < 2 ? [] : contextsNear(graph, module, group);
    const old =
      inUse.length > 0
        ? [...group].filter((context) => !inUse.includes(context))
        : (unused.get(file) ?? []).flatMap((copy) => contextsNear(graph, copy, group));
    for (const context of old) result.add(context);
  }
  return result;
}

/** Whether an object has a module as the property of its file, as require.cache has. */
function isInCache(graph: HeapGraph, retainers: Retainers, module: number, file: string): boolean {
  for (const edge of retainingEdges(retainers, module)) {
    if (edgeTypeOf(graph, edge) === 'property' && edgeNameOf(graph, edge) === file) return true;
  }
  return false;
}

/** Those of some contexts to which the functions near a module's exports lead. */
function contextsNear(graph: HeapGraph, module: number, group: ReadonlySet<number>): number[] {
  const nodes = new Map([[follow(graph, module, 'property', 'exports'), 0]]);
  const found: number[] = [];
  for (const [node, length] of nodes) {
    if (group.has(node)) found.push(node);
    else if (node !== -1 && length < MOST_EDGES) {
      for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
        if (nodes.size >= MOST_NODES) break;
        const type = edgeTypeOf(graph, edge);
        const name = type === 'internal' ? edgeNameOf(graph, edge) : '';
        const isOwn =
          type === 'property' ? edgeNameOf(graph, edge) !== '__proto__' : name === 'context' || name === 'previous';
        if (isOwn && !nodes.has(graph.edgeTo[edge])) nodes.set(graph.edgeTo[edge], length + 1);
      }
    }
  }
  return found;
}

function retainingEdges({ firstRetainer, retainingEdge }: Retainers, node: number): Uint32Array {
  return retainingEdge.subarray(firstRetainer[node], firstRetainer[node + 1]);
}
