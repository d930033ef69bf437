import { COMMONJS_PARAMETERS } from '../modules/commonjs-parameters.js';
import type { ClassInfo } from '../objects/class-info.js';
import { type HiddenParts, type HiddenScope, InspectorProbe } from '../objects/inspector-probe.js';
import { isNative, isProxy, own, sourceOf } from '../objects/intrinsics.js';
import type { Kind } from '../objects/kind.js';
import type { ObjectReader } from '../objects/object-reader.js';
import { namesInScopes, type ScopeNames } from '../objects/scope-names.js';
import { program } from '../program.js';
import { type PathNode, rootNode, type VariableScope } from './path.js';
import { plainFunctions } from './session-memory.js';

/** A function whose scopes were entered, and which of them is its module's. */
export interface FoundFunction {
  /** By which `askedFunction` gives the function. */
  readonly ask: number;
  readonly scriptId: string;
  /** Where it begins, from 0. */
  readonly line: number;
  readonly column: number;
  /** The index of the module's scope, or -1; and of how many scopes. */
  readonly scope: number;
  readonly depth: number;
  /** Number of the module's bindings, without the parameters of CommonJS' wrapper. */
  readonly bindings: number;
}

/** Where a function is from: its script, and line and column from 0. */
export interface FunctionPlace {
  readonly scriptId: string;
  readonly line: number;
  readonly column: number;
}

/** What is done with what is found. */
export interface Findings {
  enqueue(
    value: unknown,
    from: PathNode | null,
    key: unknown,
    edge: PathNode['edge'],
    scope: VariableScope | null,
  ): void;
  /** As `enqueue`, when nothing else is left. */
  postpone: Findings['enqueue'];
  /** Objects that were met so far. */
  readonly visited: number;
}

/** See `WalkOptions`. */
interface ExplorerOptions {
  readonly maxAsks: number;
  readonly skipsPlain?: boolean;
  readonly nodesScriptIds?: readonly string[];
}

interface Waiting {
  readonly value: object;
  readonly node: PathNode;
}

/** What is asked about alike: functions of one text, objects of one class. */
interface Group {
  credit: number;
  readonly reward: number;
  readonly waiting: Waiting[];
}

/** So many of a group are asked in any case, and so many more for each that brought something. */
const CREDIT = 3;
const REWARD = 2;
/** At most so many proxies are asked for their targets: each question takes about 0.1 ms. */
const MOST_PROXIES = 2000;
/** Of a group that has brought nothing, so many wait for one that does. */
const MOST_WAITING = 20_000;
const AT_ONCE = 4;
const { ownKeys } = Reflect;

/**
 * Explores closures' scopes, private members, what a bound function or a generator holds: the inspector alone sees
 * them.
 *
 * Of the functions of one text, of the objects of one class, some are asked about; more, as long as that brings
 * something new.
 */
export class ScopeExplorer {
  readonly #reader: ObjectReader;
  readonly #findings: Findings;
  readonly #maxAsks: number;
  readonly #skipsPlain: boolean;
  readonly #nodesScripts: ReadonlySet<string>;
  readonly #probe = new InspectorProbe();
  readonly #groups = new Map<unknown, Group>();
  readonly #asks: (Waiting & { readonly group: Group })[] = [];
  readonly #proxies = new Set<object>();
  readonly #proxyGroup: Group = { credit: MOST_PROXIES, reward: 0, waiting: [] };
  readonly #knownModules = new Set<string>();
  #nextAsk = 0;
  #entered = 0;
  #refused = 0;
  #found: FoundFunction[] = [];

  /** `skipsPlain`: plain functions are not asked about again, as their modules' scopes were visited first. */
  constructor(
    reader: ObjectReader,
    { maxAsks, skipsPlain = false, nodesScriptIds = [] }: ExplorerOptions,
    findings: Findings,
  ) {
    this.#reader = reader;
    this.#maxAsks = maxAsks;
    this.#skipsPlain = skipsPlain;
    this.#nodesScripts = new Set(nodesScriptIds);
    this.#findings = findings;
  }

  /** Functions whose scopes were entered. */
  get entered(): number {
    return this.#entered;
  }

  /** Functions and other objects about which the inspector was not asked. */
  get unasked(): number {
    let waiting = this.#refused;
    for (const group of this.#groups.values()) waiting += group.waiting.length;
    return waiting;
  }

  /** Notes an object, if something may be hidden in it. */
  consider(value: object, kind: Kind, info: ClassInfo, node: PathNode): void {
    if (this.#skipsPlain && kind === 'function' && this.#isRead(value)) {
      this.#enterPrototype(value);
      return;
    }
    const key = node.edge === 'accessor' && node.from !== null ? node.from : this.#groupKey(value, kind, info);
    if (key === null) return;
    let group = this.#groups.get(key);
    if (group === undefined) {
      // Getters of one object, as of a bundle's exports, see one scope.
      group =
        key === node.from ? { credit: 1, reward: 0, waiting: [] } : { credit: CREDIT, reward: REWARD, waiting: [] };
      this.#groups.set(key, group);
    }
    if (group.credit > 0) this.#ask(value, node, group);
    else if (group.waiting.length < MOST_WAITING) group.waiting.push({ value, node });
    else this.#refused++;
  }

  /** Notes a proxy, to ask for its target; false if it is left alone. */
  considerProxy(proxy: object, node: PathNode): boolean {
    if (this.#proxies.has(proxy)) return true;
    if (this.#proxyGroup.credit === 0 || this.#asks.length >= this.#maxAsks) return false;
    this.#proxies.add(proxy);
    this.#ask(proxy, node, this.#proxyGroup);
    return true;
  }

  /** Notes functions to ask about before all else, one of each module. */
  beginWith(functions: readonly object[]): void {
    for (const fn of functions) this.#ask(fn, rootNode(''), { credit: 1, reward: 0, waiting: [] });
  }

  /** Asks about the next few; false if there are none. */
  next(): boolean {
    const some = this.#asks.slice(this.#nextAsk, this.#nextAsk + AT_ONCE);
    if (some.length === 0) return false;
    for (const { scriptId, line, column, scopes, members } of this.#probe.probe(some.map(({ value }) => value))) {
      const { value, node, group } = this.#asks[this.#nextAsk];
      const before = this.#findings.visited;
      if (group === this.#proxyGroup) {
        this.#enterProxy(node, members);
        this.#nextAsk++;
        continue;
      }
      if (scopes !== null) this.#enter(this.#nextAsk, value, scopes, { scriptId, line, column }, node);
      for (const member of members) this.#findings.enqueue(member.value, node, member.name, 'internal', null);
      this.#enterPrototype(value);
      if (this.#findings.visited > before) group.credit += group.reward;
      while (group.credit > 0 && group.waiting.length > 0) {
        const waiting = group.waiting.pop()!;
        this.#ask(waiting.value, waiting.node, group);
      }
      this.#nextAsk++;
    }
    return true;
  }

  /** Ends a piece of work: nothing stays open in the inspector. */
  close(): void {
    this.#probe.close();
  }

  /** The functions that were found since the last call. */
  takeFound(): FoundFunction[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  askedFunction(ask: number): object {
    return this.#asks[ask].value;
  }

  /** The scopes of a function that was asked about, the innermost first, without those beyond its script. */
  scopeNames(ask: number): ScopeNames[] {
    const [{ scopes }] = this.#probe.probe([this.#asks[ask].value]);
    return namesInScopes(scopes ?? []);
  }

  /** The names of objects' constructors, as V8 knows them. */
  namesOf(objects: readonly object[]): string[] {
    return this.#probe.probe(objects).map(({ className }) => className);
  }

  /** Where functions are from; null for those without a text. */
  placesOf(functions: readonly object[]): (FunctionPlace | null)[] {
    const places = this.#probe.probe(functions);
    return places.map(({ scriptId, line, column }) => (scriptId === null ? null : { scriptId, line, column }));
  }

  /** Whether all that a function sees was read: it has no scope but that of its module, which this walk has entered. */
  #isRead(fn: object): boolean {
    const scriptId = plainFunctions.get(fn);
    return scriptId === '' || (scriptId !== undefined && this.#knownModules.has(scriptId));
  }

  #groupKey(value: object, kind: Kind, info: ClassInfo): unknown {
    if (kind === 'generator') return info;
    if (kind !== 'function') return info.hasPrivateMembers && !this.#hasLongText(value) ? info : null;
    const text = sourceOf(value);
    if (text.length < 200 && isNative(value)) {
      const name = own(value, 'name');
      return typeof name === 'string' && name.startsWith('bound ') ? name : null;
    }
    // The inspector's answers carry a function's text.
    return text.length > 500_000 ? null : `${text.length}:${text.slice(0, 200)}${text.slice(-50)}`;
  }

  /** The inspector's answers carry the texts in an object's properties. */
  #hasLongText(value: object): boolean {
    const keys = this.#reader.keysOf(value);
    if (keys.length > 200) return true;
    return keys.some((key) => {
      const text = own(value, key);
      return typeof text === 'string' && text.length > 10_000;
    });
  }

  #ask(value: object, node: PathNode, group: Group): void {
    if (this.#asks.length >= this.#maxAsks) {
      this.#refused++;
      return;
    }
    group.credit--;
    this.#asks.push({ value, node, group });
  }

  /** A proxy stands for its target: the target has the path at which the proxy was met. */
  #enterProxy(node: PathNode, members: HiddenParts['members']): void {
    for (const { name, value } of members) {
      if (name === '[[Target]]') this.#findings.enqueue(value, node.from, node.key, node.edge, node.scope);
      else this.#findings.enqueue(value, node, name, 'internal', null);
    }
  }

  /**
   * Visits the prototype of a plain function. V8 allocates it with the first look, which the inspector has taken
   * already.
   */
  #enterPrototype(value: object): void {
    if (typeof value !== 'function') return;
    const prototype = own(value, 'prototype');
    if (typeof prototype !== 'object' || prototype === null || program.causedPrototypes.has(prototype)) return;
    this.#findings.enqueue(prototype, null, value, 'prototype', null);
  }

  /** Visits the variables of a function's scopes; those of its module but once. */
  #enter(
    ask: number,
    fn: object,
    scopes: readonly HiddenScope[],
    { scriptId, line, column }: Pick<HiddenParts, 'scriptId' | 'line' | 'column'>,
    node: PathNode,
  ): void {
    this.#entered++;
    let outer = scopes.length - 1;
    while (outer >= 0 && /^(Global|Script)/.test(scopes[outer].description)) outer--;
    // V8 names the function of a closure's scope; the wrapper of a CommonJS module has no name.
    const hasModule = outer >= 0 && scriptId !== null && /^(Module|Closure$)/.test(scopes[outer].description);
    if (outer < 0) plainFunctions.set(fn, '');
    else if (hasModule && outer === 0) plainFunctions.set(fn, scriptId);
    const ownName = own(fn, 'name');
    for (let i = 0; i <= outer; i++) {
      const isModule = hasModule && i === outer;
      const { object, description } = scopes[i];
      if ((isModule && this.#knownModules.has(scriptId)) || isProxy(object)) continue;
      const name = /\((.*)\)$/.exec(description)?.[1] ?? (typeof ownName === 'string' ? ownName : '');
      const scope = { scriptId, name, isModule, ask, entry: i, line, column };
      const isNodes = scriptId !== null && this.#nodesScripts.has(scriptId);
      for (const key of ownKeys(object)) {
        const value = own(object, key);
        this.#findings[isNodes ? 'postpone' : 'enqueue'](value, isModule ? null : node, key, 'variable', scope);
      }
    }
    if (scriptId === null) return;
    if (hasModule) this.#knownModules.add(scriptId);
    const bindings = hasModule ? countBindings(scopes[outer].object) : 0;
    this.#found.push({ ask, scriptId, line, column, scope: hasModule ? outer : -1, depth: scopes.length, bindings });
  }
}

function countBindings(scope: object): number {
  return ownKeys(scope).filter((name) => !COMMONJS_PARAMETERS.includes(name as string)).length;
}
