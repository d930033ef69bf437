import { mayAskItself } from '../inspector/inspector-session.js';
import { COMMONJS_PARAMETERS } from '../modules/commonjs-parameters.js';
import type { ClassInfo } from '../objects/class-info.js';
import { type HiddenParts, InspectorProbe, type FunctionPlace as ProbedPlace } from '../objects/inspector-probe.js';
import { isNative, own, sourceOf } from '../objects/intrinsics.js';
import type { Kind } from '../objects/kind.js';
import type { ObjectReader } from '../objects/object-reader.js';
import { namesInScopes, type ScopeNames } from '../objects/scope-names.js';
import { program } from '../program.js';
import { AskQueue } from './ask-queue.js';
import { ClosureContexts } from './closure-contexts.js';
import { type FunctionPlace, type PathNode, rootNode, type VariableScope } from './path.js';
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

/** How many proxies are asked for their targets at most: each question takes about 0.1 ms. */
const MOST_PROXIES = 2000;

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
  readonly #skipsPlain: boolean;
  readonly #nodesScripts: ReadonlySet<string>;
  readonly #probe = new InspectorProbe();
  readonly #queue: AskQueue;
  readonly #proxies = new Set<object>();
  readonly #knownModules = new Set<string>();
  readonly #contexts = new ClosureContexts();
  readonly #places = new Map<object, FunctionPlace | null>();
  #entered = 0;
  #found: FoundFunction[] = [];

  /** `skipsPlain`: plain functions are not asked about again, as their modules' scopes were visited first. */
  constructor(
    reader: ObjectReader,
    { maxAsks, skipsPlain = false, nodesScriptIds = [] }: ExplorerOptions,
    findings: Findings,
  ) {
    this.#reader = reader;
    this.#queue = new AskQueue(maxAsks);
    this.#skipsPlain = skipsPlain;
    this.#nodesScripts = new Set(nodesScriptIds);
    this.#findings = findings;
  }

  /** Functions whose scopes were entered. */
  get entered(): number {
    return this.#entered;
  }

  /** The ids of the scripts whose modules' scopes were entered. */
  get modules(): ReadonlySet<string> {
    return this.#knownModules;
  }

  /** Functions and other objects about which the inspector was not asked. */
  get unasked(): number {
    return this.#queue.left;
  }

  /** Notes an object, if something may be hidden in it. */
  consider(value: object, kind: Kind, info: ClassInfo, node: PathNode): void {
    if (kind === 'function' && this.#isPassed(value)) return;
    // Getters of one object, as of a bundle's exports, see one scope. So do methods, if one expression has made them.
    const { edge, from } = node;
    const sharesScope = from !== null && (edge === 'accessor' || (edge === 'property' && isMethod(value, kind)));
    const key = sharesScope ? from : this.#groupKey(value, kind, info);
    if (key !== null) this.#queue.add(key, value, node, edge === 'accessor' && sharesScope);
  }

  /** Notes a proxy, to ask for its target; false if it is left alone. */
  considerProxy(proxy: object, node: PathNode): boolean {
    if (this.#proxies.has(proxy)) return true;
    if (this.#proxies.size === MOST_PROXIES || this.#queue.isFull) return false;
    this.#proxies.add(proxy);
    this.#queue.addAlone(proxy, node);
    return true;
  }

  /** Notes functions to ask about before all else, one of each module. */
  beginWith(functions: readonly object[]): void {
    for (const fn of functions) this.#queue.addAlone(fn, rootNode(''));
  }

  /** Asks about the next few, at most `most`; false if there are none. */
  next(most: number): boolean {
    const asks = this.#queue.take(most, (value) => this.#isPassed(value));
    if (asks === null) return false;
    const answers = this.#probe.probe(asks.map((ask) => this.#queue.at(ask).value));
    for (let i = 0; i < asks.length; i++) {
      const ask = this.#queue.at(asks[i]);
      const before = this.#findings.visited;
      const { members } = answers[i];
      if (this.#proxies.has(ask.value)) {
        this.#enterProxy(ask.node, members);
        continue;
      }
      this.#enter(asks[i], answers[i]);
      for (const member of members) {
        this.#findings.enqueue(member.value, ask.node, member.name, 'internal', null);
      }
      this.#enterPrototype(ask.value);
      if (this.#findings.visited > before) this.#queue.reward(ask);
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
    return this.#queue.at(ask).value;
  }

  /** The scopes of a function that was asked about, the innermost first, without those beyond its script. */
  scopeNames(ask: number): ScopeNames[] {
    const [{ scopes }] = this.#probe.probe([this.#queue.at(ask).value]);
    return namesInScopes(scopes ?? []);
  }

  /** The names of objects' constructors, as V8 knows them. */
  namesOf(objects: readonly object[]): string[] {
    return this.#probe.probe(objects).map(({ className }) => className);
  }

  /** Where functions are from; null for those without a text. */
  placesOf(functions: readonly object[]): (FunctionPlace | null)[] {
    return this.#probe.locate(functions).map(knownPlace);
  }

  /** Where a class is from, of which an object was met; null for V8's. */
  placeOfClass(type: object): FunctionPlace | null {
    let place = this.#places.get(type);
    if (place === undefined) {
      place = isNative(type) ? null : knownPlace(this.#probe.locateConstructors([type])[0]);
      this.#places.set(type, place);
    }
    return place;
  }

  /** Whether a function need not be asked about. */
  #isPassed(fn: object): boolean {
    if (!this.#skipsPlain || !this.#isRead(fn)) return false;
    this.#enterPrototype(fn);
    return true;
  }

  /** Whether this walk has read all that a function sees, in its module or by way of another function. */
  #isRead(fn: object): boolean {
    const scriptId = plainFunctions.get(fn);
    if (scriptId === undefined) return this.#contexts.isRead(fn);
    return scriptId === '' || this.#knownModules.has(scriptId);
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

  /** A proxy stands for its target: the target has the path at which the proxy was met. */
  #enterProxy(node: PathNode, members: HiddenParts['members']): void {
    for (const { name, value } of members) {
      if (name === '[[Target]]') this.#findings.enqueue(value, node.from, node.key, node.edge, node.scope);
      else this.#findings.enqueue(value, node, name, 'internal', null);
    }
  }

  /**
   * Visits the prototype of a plain function. V8 allocates it with the first look, which the inspector has taken
   * already, where it can be asked.
   */
  #enterPrototype(value: object): void {
    if (typeof value !== 'function' || !mayAskItself) return;
    const prototype = own(value, 'prototype');
    if (typeof prototype !== 'object' || prototype === null || program.causedPrototypes.has(prototype)) return;
    this.#findings.enqueue(prototype, null, value, 'prototype', null);
  }

  /** Visits the variables of a function's scopes; those of its module but once. */
  #enter(ask: number, { scriptId, line, column, scopes, members }: HiddenParts): void {
    if (scopes === null) return;
    const { value: fn, node } = this.#queue.at(ask);
    this.#entered++;
    let outer = scopes.length - 1;
    while (outer >= 0 && /^(Global|Script)/.test(scopes[outer].description)) outer--;
    // V8 names the function of a closure's scope; the wrapper of a CommonJS module has no name.
    const hasModule = outer >= 0 && scriptId !== null && /^(Module|Closure$)/.test(scopes[outer].description);
    const variables = this.#contexts.read(fn, scopes, outer + 1, hasModule ? scriptId : null);
    // What is private to a class is read of the class alone.
    if (members.length === 0) {
      if (outer < 0) plainFunctions.set(fn, '');
      else if (hasModule && outer === 0) plainFunctions.set(fn, scriptId);
      else this.#contexts.remember(fn);
    }
    const ownName = own(fn, 'name');
    for (let i = 0; i < variables.length; i++) {
      const isModule = hasModule && i === outer;
      const { description } = scopes[i];
      const { names, values, isNew } = variables[i];
      if (!isNew || (isModule && this.#knownModules.has(scriptId))) continue;
      const name = /\((.*)\)$/.exec(description)?.[1] ?? (typeof ownName === 'string' ? ownName : '');
      const scope = { scriptId, name, isModule, ask, entry: i, line, column };
      const isNodes = scriptId !== null && this.#nodesScripts.has(scriptId);
      for (let k = 0; k < names.length; k++) {
        this.#findings[isNodes ? 'postpone' : 'enqueue'](
          values[k],
          isModule ? null : node,
          names[k],
          'variable',
          scope,
        );
      }
    }
    if (scriptId === null) return;
    if (hasModule) this.#knownModules.add(scriptId);
    const bindings = hasModule ? countBindings(variables[outer]?.names ?? []) : 0;
    this.#found.push({ ask, scriptId, line, column, scope: hasModule ? outer : -1, depth: scopes.length, bindings });
  }
}

/** Whether a function was written as a method of a class or an object, not as a function or an arrow of its own. */
function isMethod(value: object, kind: Kind): boolean {
  if (kind !== 'function') return false;
  return /^(?:(?:async|get|set)\s+)?(?!(?:async|function)\b)[\w$#]+\s*\(/.test(sourceOf(value));
}

function countBindings(names: readonly PropertyKey[]): number {
  return names.filter((name) => !COMMONJS_PARAMETERS.includes(name as string)).length;
}

function knownPlace({ scriptId, line, column }: ProbedPlace): FunctionPlace | null {
  return scriptId === null ? null : { scriptId, line, column };
}
