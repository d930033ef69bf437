import type { HiddenScope } from '../objects/inspector-probe.js';
import { isObject, isProxy, own } from '../objects/intrinsics.js';
import { type FunctionContext, functionContexts } from './session-memory.js';

/** The variables of a scope, with their values of this moment. */
export interface ScopeVariables {
  readonly names: readonly PropertyKey[];
  readonly values: readonly unknown[];
  /** This walk has not read them before, by way of another function. */
  readonly isNew: boolean;
}

interface ReadContext {
  readonly names: readonly PropertyKey[];
  readonly values: readonly unknown[];
  readonly outer: ReadContext | null;
  readonly context: FunctionContext;
}

/** Contexts that are alike in their last object, and are compared. */
const MOST_ALIKE = 100;
const { ownKeys } = Reflect;
const { is } = Object;

/**
 * Tells which functions see the same context of V8's (the variables of one call), so that it is read once a walk. The
 * inspector gives copies of contexts, which have no identity: they are told apart by their variables.
 *
 * That two have the same values now does not mean that they will have in a later walk. It does where a function is
 * seen in its own scope: another call would have created another function.
 */
export class ClosureContexts {
  /** What this walk has read, by the last object in it. */
  readonly #alike = new Map<unknown, ReadContext[]>();
  readonly #read = new Set<FunctionContext>();
  /** The scopes of modules, by the ids of their scripts: there is one of each, and most functions see it. */
  readonly #modules = new Map<string, ReadContext>();
  #innermost: FunctionContext | null = null;

  /** Whether this walk has read all that a function sees, as an earlier one has found. */
  isRead(fn: object): boolean {
    const context = functionContexts.get(fn);
    return context?.isCertain === true && this.#read.has(context);
  }

  /**
   * Reads the first `count` scopes of a function, the innermost first, of which the last is that of a module if a
   * script is given. Empty where one of them is a proxy. The list is V8's, an array without prototype.
   */
  read(fn: object, scopes: readonly HiddenScope[], count: number, script: string | null): ScopeVariables[] {
    this.#innermost = null;
    for (let i = 0; i < count; i++) if (isProxy(scopes[i].object)) return [];
    const known = certainContextsOf(fn, count);
    const variables: ScopeVariables[] = [];
    let at: ReadContext | null = null;
    for (let i = count - 1; i >= 0; i--) {
      const isModule = script !== null && i === count - 1;
      let found = isModule ? this.#modules.get(script) : undefined;
      const { names, values } = found ?? readVariables(scopes[i]);
      found ??= this.#find(at, names, values);
      at = found ?? this.#add(at, names, values, known[i]);
      if (isModule) this.#modules.set(script, at);
      if (values.includes(fn)) at.context.isCertain = true;
      this.#read.add(known[i] ?? at.context);
      variables.push({ names, values, isNew: found === undefined });
    }
    this.#innermost = known[0] ?? at?.context ?? null;
    return variables.reverse();
  }

  /** Remembers for later walks what the function sees whose scopes were read last. */
  remember(fn: object): void {
    if (this.#innermost !== null) functionContexts.set(fn, this.#innermost);
  }

  #find(outer: ReadContext | null, names: readonly PropertyKey[], values: readonly unknown[]): ReadContext | undefined {
    const alike = this.#alike.get(values.findLast(isObject)) ?? [];
    const isSame = (other: ReadContext) =>
      other.outer === outer &&
      other.names.length === names.length &&
      values.every((value, i) => is(value, other.values[i]) && names[i] === other.names[i]);
    return alike.find(isSame);
  }

  #add(
    outer: ReadContext | null,
    names: readonly PropertyKey[],
    values: readonly unknown[],
    known: FunctionContext | undefined,
  ): ReadContext {
    const context = known ?? { outer: outer?.context ?? null, isCertain: false };
    const added = { names, values, outer, context };
    const last = values.findLast(isObject);
    if (last === undefined) return added;
    const alike = this.#alike.get(last);
    if (alike === undefined) this.#alike.set(last, [added]);
    else if (alike.length < MOST_ALIKE) alike.push(added);
    return added;
  }
}

/** Variables without a value yet are accessors that throw in the copies of Node 26's V8, and count as undefined. */
function readVariables({ object }: HiddenScope): Pick<ReadContext, 'names' | 'values'> {
  const names = ownKeys(object);
  return { names, values: names.map((name) => own(object, name)) };
}

/** Of the contexts that a function sees, the innermost first, those that an earlier walk has told for certain. */
function certainContextsOf(fn: object, count: number): (FunctionContext | undefined)[] {
  const certain: (FunctionContext | undefined)[] = [];
  let context = functionContexts.get(fn) ?? null;
  for (let i = 0; i < count; i++, context = context?.outer ?? null) {
    certain.push(context?.isCertain ? context : undefined);
  }
  return certain;
}
