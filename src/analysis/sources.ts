import { edgeFrom, type HeapGraph, type Location, locationOf } from '../heap/graph.js';
import type { Retainers } from '../heap/retainers.js';
import { scriptUrl, withoutQuery } from '../places/local-path.js';
import { originOf } from '../places/origin.js';
import type { OriginalScript } from '../places/original-script.js';
import { type Located, type Place, placeOf } from '../places/place.js';
import { describePlace, shortFile } from '../places/shorten.js';
import { edgeNameOf, edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import { getOrAdd } from './get-or-add.js';
import { OriginalVariables } from './original-variables.js';
import { nameInScopeInfo } from './scope-info-name.js';
import { scriptOfFunction } from './script-of-function.js';
import { functionName, isNativeContext } from './v8-names.js';

/** The function, the module, or a block at the top of a module, whose variables a context holds. */
export interface Scope {
  readonly kind: 'module' | 'function' | 'block';
  /** The name of the function; empty for one without name, and for what is no function. */
  readonly name: string;
  /** The path or URL of the script, as V8 has it. */
  readonly script: string;
  /** Where the function begins; null where that is not known. */
  readonly place: Place | null;
}

/** Blocks are nested, and lists of contexts are long, in rare programs only. */
const mostHops = 1000;

/** A variable that an ES module exports. */
export interface ExportedVariable {
  readonly name: string;
  readonly script: string;
}

/**
 * Finds names and source files for functions and for the contexts that hold their variables.
 *
 * A snapshot tells script ids, not files. V8 links what leads to a file: closure → SharedFunctionInfo → Script, and
 * Context → ScopeInfo ← SharedFunctionInfo (objects/js-function.tq, contexts.tq, scope-info.tq,
 * profiler/heap-snapshot-generator.cc).
 */
export class Sources {
  readonly #graph: HeapGraph;
  readonly #retainers: Retainers;
  readonly #scopes = new Map<number, Scope | null>();
  readonly #functions = new Map<number, Scope | null>();
  /** Scopes that a reader would not tell apart are one object: those of a module that was loaded again, too. */
  readonly #scopeByText = new Map<string, Scope>();
  readonly #exports = new Map<number, ExportedVariable | null>();
  readonly #originals: ReadonlyMap<number, OriginalScript>;
  readonly #originalFiles: ReadonlyMap<string | null, string>;
  readonly #originalNames = new Map<number, string | null>();
  #scriptNames: ReadonlyMap<number, string> | null;
  /** What variables are called in the original files. */
  readonly variables: OriginalVariables;

  /**
   * `scriptNames` are given where they are known already. `originals`: the scripts whose original files are known, by
   * V8's ids; all that is told of their places and functions is that of the original.
   */
  constructor(
    graph: HeapGraph,
    retainers: Retainers,
    scriptNames: ReadonlyMap<number, string> | null = null,
    originals: ReadonlyMap<number, OriginalScript> = new Map(),
  ) {
    this.#graph = graph;
    this.#retainers = retainers;
    this.#scriptNames = scriptNames;
    this.#originals = originals;
    const compiled = [...originals].filter(([, { urls }]) => urls.length === 1);
    this.#originalFiles = new Map(compiled.map(([id, { urls }]) => [this.scriptName(id), urls[0]]));
    this.variables = new OriginalVariables(graph, retainers, originals);
  }

  /** The file of which a script was compiled; the script itself, also where it was bundled of several. */
  fileOf(script: string): string {
    return this.#originalFiles.get(script) ?? script;
  }

  /** Whether a file was loaded: as a script, or as one of those that a script was made of. */
  hasFile(url: string): boolean {
    const isOriginal = [...this.#originals.values()].some(({ urls }) => urls.includes(url));
    return isOriginal || [...this.scriptNames.values()].some((name) => scriptUrl(name) === url);
  }

  /** The files of the program: its scripts, or the files that these were made of. */
  files(): Set<string> {
    const originals = [...this.#originals].flatMap(([, { urls }]) => urls);
    const scripts = [...this.scriptNames].flatMap(([id, name]) => (this.#originals.has(id) ? [] : [name]));
    return new Set([...scripts, ...originals].filter((url) => originOf(url) === 'own'));
  }

  /** A name of the program, and what bundlers have made of variables that are called so. */
  generatedNamesOf(name: string): Set<string> {
    return new Set([name, ...[...this.#originals.values()].flatMap((script) => script.generatedNamesOf(name))]);
  }

  /** What a function, or an object's class, is called. */
  nameOf(node: number): string {
    return this.#originalName(node) ?? nodeNameOf(this.#graph, node);
  }

  /** Whether names may have originals. */
  get hasOriginals(): boolean {
    return this.#originals.size > 0;
  }

  /** What a private member of an object is called in the original file of its class. */
  privateNameOf(node: number, name: string): string {
    const location = locationOf(this.#graph, node);
    const script = location && this.#originals.get(location.scriptId);
    return script?.privateNameOf(location!.line, location!.column, name) ?? name;
  }

  #originalName(node: number): string | null {
    if (this.#originals.size === 0) return null;
    const at = this.#graph.locations.ofNode[node] ?? 0;
    return getOrAdd(this.#originalNames, at, () => {
      const location = locationOf(this.#graph, node);
      return (
        location && (this.#originals.get(location.scriptId)?.nameOfFunction(location.line, location.column) ?? null)
      );
    });
  }

  #placeOf({ scriptId, line, column }: Location, script: string | null): Place | null {
    const mapped = this.#originals.get(scriptId);
    if (mapped) return mapped.placeOf(line, column);
    return script === null ? null : placeOf(scriptUrl(script), line, column);
  }

  /** Where a function, or an object's constructor, stands. */
  placeOfNode(node: number): Place | null {
    const graph = this.#graph;
    const location = locationOf(graph, node);
    if (location === null) return null;
    const script =
      nodeTypeOf(graph, node) === 'closure'
        ? scriptOfFunction(graph, follow(graph, node, 'internal', 'shared'))
        : this.scriptName(location.scriptId);
    return this.#placeOf(location, script);
  }

  /** Where the code of a function stands, or that of a suspended generator or async function; null for other nodes. */
  placeOfFunction(node: number): Place | null {
    const closure = this.functionOf(node);
    return closure === -1 ? null : this.placeOfNode(closure);
  }

  /** The function that a node is, or that it suspends (a generator or async function); -1 for other nodes. */
  functionOf(node: number): number {
    const graph = this.#graph;
    if (nodeTypeOf(graph, node) === 'closure') return node;
    const isGenerator = /^(Async)?(Generator|Function)$/.test(nodeNameOf(graph, node));
    return isGenerator ? follow(graph, node, 'internal', 'function') : -1;
  }

  /** The function or module whose variables a context holds; null where the snapshot does not tell. */
  ofContext(context: number): Scope | null {
    const scopeInfo = follow(this.#graph, context, 'internal', 'scope_info');
    if (scopeInfo === -1) return null;
    return getOrAdd(this.#scopes, scopeInfo, () => this.#unify(this.#findScope(context, scopeInfo)));
  }

  /** Where a scope's function stands; where that is not known, in which file, without line. */
  locate({ script, place }: Scope): Located {
    return place === null ? { location: shortFile(this.fileOf(script)), place } : describePlace(place);
  }

  /** The file of a SourceTextModule, from the function that runs, or ran, its body. */
  ofModule(module: number): string | null {
    const graph = this.#graph;
    for (let edge = graph.firstEdge[module]; edge < graph.firstEdge[module + 1]; edge++) {
      const body = graph.edgeTo[edge];
      const closure = nodeTypeOf(graph, body) === 'closure' ? body : follow(graph, body, 'internal', 'function');
      const shared = closure === -1 ? body : follow(graph, closure, 'internal', 'shared');
      const script = scriptOfFunction(this.#graph, shared);
      if (script !== null) return script;
    }
    return null;
  }

  /** The module's exported variable that lives in a Cell; null for another Cell. */
  ofCell(cell: number): ExportedVariable | null {
    return getOrAdd(this.#exports, cell, () => this.#findExport(cell));
  }

  /** A module keeps its exports in a hash table, in which each Cell follows its name. */
  #findExport(cell: number): ExportedVariable | null {
    const graph = this.#graph;
    for (const edge of this.#retaining(cell)) {
      const table = edgeFrom(graph, edge);
      if (edge === graph.firstEdge[table]) continue;
      const key = graph.edgeTo[edge - 1];
      if (nodeTypeOf(graph, key) !== 'string') continue;
      if (Number(edgeNameOf(graph, edge)) !== Number(edgeNameOf(graph, edge - 1)) + 1) continue;
      for (const holder of this.#retaining(table)) {
        const module = edgeFrom(graph, holder);
        if (nodeNameOf(graph, module) !== 'system / SourceTextModule') continue;
        const script = this.ofModule(module);
        if (script !== null) return { name: nodeNameOf(graph, key), script };
      }
    }
    return null;
  }

  #unify(scope: Scope | null): Scope | null {
    if (scope === null) return null;
    const { kind, name, script, place } = scope;
    const text = `${kind} ${name} ${withoutQuery(script)} ${withoutQuery(place?.url ?? '')} ${place?.line}`;
    return getOrAdd(this.#scopeByText, text, () => scope);
  }

  #findScope(context: number, scopeInfo: number): Scope | null {
    const graph = this.#graph;
    const before = follow(graph, context, 'internal', 'previous');
    const isOuter = before !== -1 && isNativeContext(nodeNameOf(graph, before));
    for (let info = scopeInfo, hops = 0; info !== -1 && hops < mostHops; info = this.#outerScopeInfo(info), hops++) {
      const shared = this.#sharedOfScopeInfo(info);
      if (shared === -1) continue;
      const scope = this.#scopeOfFunction(shared);
      if (scope === null) break;
      // The outermost function without name is the module itself, unless it begins further down, as `module.exports =
      // () => {…}` does. Nothing holds the function of a module, or one that is called where it stands, so that their
      // lines are not known.
      const isBelow = (scope.place?.line ?? 1) > 1;
      if (scope.name !== '' || isBelow || this.#outerScopeInfo(info) !== -1) return scope;
      return { kind: isOuter ? 'module' : 'block', name: '', script: scope.script, place: null };
    }
    // V8 forgets a function that runs only once, as that of a module. One that was made in its scope still tells the
    // file.
    const script = this.#scriptOfInnerFunction(context);
    const name = nameInScopeInfo(graph, context, scopeInfo);
    const kind = name !== '' ? 'function' : isOuter ? 'module' : 'block';
    return script === null ? null : { kind, name, script, place: null };
  }

  /** The file of any function that was made in a context, or in one inside of it. */
  #scriptOfInnerFunction(context: number): string | null {
    const graph = this.#graph;
    const contexts = [context];
    for (let at = 0; at < contexts.length && at < mostHops; at++) {
      for (const edge of this.#retaining(contexts[at])) {
        if (edgeTypeOf(graph, edge) !== 'internal') continue;
        const from = edgeFrom(graph, edge);
        const name = edgeNameOf(graph, edge);
        if (name === 'previous') contexts.push(from);
        if (name !== 'context') continue;
        const closure = this.functionOf(from);
        const script = closure === -1 ? null : scriptOfFunction(graph, follow(graph, closure, 'internal', 'shared'));
        if (script !== null) return script;
      }
    }
    return null;
  }

  #scopeOfFunction(shared: number): Scope | null {
    return getOrAdd(this.#functions, shared, () => this.#describeFunction(shared));
  }

  #describeFunction(shared: number): Scope | null {
    const script = scriptOfFunction(this.#graph, shared);
    if (script === null) return null;
    const closure = this.#closureOf(shared);
    const location = closure === -1 ? null : locationOf(this.#graph, closure);
    const ownName = functionName(nodeNameOf(this.#graph, shared));
    const name = (closure === -1 ? null : this.#originalName(closure)) ?? ownName;
    return { kind: 'function', name, script, place: location && this.#placeOf(location, script) };
  }

  /** A function with this code whose place is known; -1 where there is none. */
  #closureOf(shared: number): number {
    for (const edge of this.#retaining(shared)) {
      const from = edgeFrom(this.#graph, edge);
      if (edgeNameOf(this.#graph, edge) === 'shared' && locationOf(this.#graph, from) !== null) return from;
    }
    return -1;
  }

  #sharedOfScopeInfo(scopeInfo: number): number {
    for (const edge of this.#retaining(scopeInfo)) {
      if (edgeNameOf(this.#graph, edge) === 'name_or_scope_info') return edgeFrom(this.#graph, edge);
    }
    return -1;
  }

  #outerScopeInfo(scopeInfo: number): number {
    const graph = this.#graph;
    for (let edge = graph.firstEdge[scopeInfo]; edge < graph.firstEdge[scopeInfo + 1]; edge++) {
      const node = graph.edgeTo[edge];
      if (node !== scopeInfo && nodeNameOf(graph, node) === 'system / ScopeInfo') return node;
    }
    return -1;
  }

  /** The path or URL of a script; null where the snapshot does not tell. */
  scriptName(id: number): string | null {
    return this.scriptNames.get(id) ?? null;
  }

  /** The path or URL of each script of which the snapshot tells it, by the script's id. */
  get scriptNames(): ReadonlyMap<number, string> {
    this.#scriptNames ??= this.#findScriptNames();
    return this.#scriptNames;
  }

  #findScriptNames(): Map<number, string> {
    const graph = this.#graph;
    const { ofNode, scriptId } = graph.locations;
    const closure = graph.nodeTypes.indexOf('closure');
    const scripts = new Map<number, string>();
    for (let node = 0; node < ofNode.length; node++) {
      if (ofNode[node] === 0 || graph.nodeType[node] !== closure) continue;
      const id = scriptId[ofNode[node]];
      if (scripts.has(id)) continue;
      const script = scriptOfFunction(graph, follow(graph, node, 'internal', 'shared'));
      if (script !== null) scripts.set(id, script);
    }
    return scripts;
  }

  #retaining(node: number): Uint32Array {
    const { firstRetainer, retainingEdge } = this.#retainers;
    return retainingEdge.subarray(firstRetainer[node], firstRetainer[node + 1]);
  }
}
