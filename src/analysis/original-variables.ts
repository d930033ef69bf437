import { edgeFrom, type HeapGraph, locationOf } from '../heap/graph.js';
import type { Retainers } from '../heap/retainers.js';
import type { GeneratedScope } from '../places/generated-scopes.js';
import type { RuntimeScope } from '../places/match-scopes.js';
import type { OriginalScript, OriginalVariable } from '../places/original-script.js';
import { blockVariables } from './block-variables.js';
import { edgeNameOf, edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import { isNativeContext } from './v8-names.js';

/** Where the code of a context is. */
interface ContextScope {
  readonly script: OriginalScript;
  readonly scope: GeneratedScope;
}

/** Blocks are nested, and lists of contexts are long, in rare programs only. */
const MOST_CONTEXTS = 1000;

/**
 * Finds what the variables in contexts are called in the original files of bundles.
 *
 * V8 does not tell where the scope of a context begins. But it tells where the functions are that were made in it, and
 * the names of the variables that it keeps: as of a function's `[[Scopes]]`, these lists are aligned with the code.
 */
export class OriginalVariables {
  readonly #graph: HeapGraph;
  readonly #retainers: Retainers;
  readonly #scripts: ReadonlyMap<number, OriginalScript>;
  /** By ScopeInfo, which all contexts of one function have in common. */
  readonly #scopes = new Map<number, ContextScope | null>();
  readonly #variables = new Map<number, Map<string, OriginalVariable | null>>();

  /** `scripts`: by V8's ids. */
  constructor(graph: HeapGraph, retainers: Retainers, scripts: ReadonlyMap<number, OriginalScript>) {
    this.#graph = graph;
    this.#retainers = retainers;
    this.#scripts = scripts;
  }

  /** The original of a variable of a context; null where there is none, or it is not known. */
  of(context: number, name: string): OriginalVariable | null {
    if (this.#scripts.size === 0) return null;
    const info = follow(this.#graph, context, 'internal', 'scope_info');
    const variables = getOrAdd(this.#variables, info, () => new Map<string, OriginalVariable | null>());
    return getOrAdd(variables, name, () => {
      const found = info === -1 ? null : getOrAdd(this.#scopes, info, () => this.#find(context));
      return found ? found.script.variableOf(found.scope, name) : null;
    });
  }

  /** By a function that was made in a context, or in one inside of it. */
  #find(context: number): ContextScope | null {
    const graph = this.#graph;
    const contexts = [context];
    for (let at = 0; at < contexts.length && at < MOST_CONTEXTS; at++) {
      for (const edge of this.#retaining(contexts[at])) {
        if (edgeTypeOf(graph, edge) !== 'internal') continue;
        const from = edgeFrom(graph, edge);
        const name = edgeNameOf(graph, edge);
        if (name === 'previous') contexts.push(from);
        if (name !== 'context' || nodeTypeOf(graph, from) !== 'closure') continue;
        const location = locationOf(graph, from);
        const script = location && this.#scripts.get(location.scriptId);
        if (!script) continue;
        const chain = this.#chainFrom(contexts[at]);
        const scopes = script.scopesOfFunction(
          location.line,
          location.column,
          chain.map((each) => this.#describe(each)),
        );
        const scope = scopes.get(chain.indexOf(context));
        if (scope) return { script, scope };
      }
    }
    return null;
  }

  /** A context and those around it. */
  #chainFrom(context: number): number[] {
    const chain: number[] = [];
    for (
      let at = context;
      at !== -1 && chain.length < MOST_CONTEXTS;
      at = follow(this.#graph, at, 'internal', 'previous')
    ) {
      if (isNativeContext(nodeNameOf(this.#graph, at))) break;
      chain.push(at);
    }
    return chain;
  }

  /** V8 writes names of variables for functions and modules only. */
  #describe(context: number): RuntimeScope {
    const graph = this.#graph;
    const names: string[] = [];
    for (let edge = graph.firstEdge[context]; edge < graph.firstEdge[context + 1]; edge++) {
      if (edgeTypeOf(graph, edge) === 'context') names.push(String(edgeNameOf(graph, edge)));
    }
    if (names.length > 0) return { description: 'Closure', names };
    return { description: 'Block', names: blockVariables(graph, context) };
  }

  #retaining(node: number): Uint32Array {
    const { firstRetainer, retainingEdge } = this.#retainers;
    return retainingEdge.subarray(firstRetainer[node], firstRetainer[node + 1]);
  }
}
