import { InspectorSession, mayAskItself, type RemoteObject } from '../inspector/inspector-session.js';
import { program } from '../program.js';

/** Where a function begins: the id of its script, null where V8 does not tell; line and column from 0. */
export interface FunctionPlace {
  readonly scriptId: string | null;
  readonly line: number;
  readonly column: number;
}

/** What only the inspector knows of an object; its place if it is a function. */
export interface HiddenParts extends FunctionPlace {
  /** The name of its constructor, as V8 knows it. */
  readonly className: string;
  /** For a function, its scopes, the innermost first, as copies of this moment. */
  readonly scopes: readonly HiddenScope[] | null;
  /** Objects in private members (`#name`) and internal slots (`[[BoundThis]]`). */
  readonly members: readonly { readonly name: string; readonly value: unknown }[];
}

/** A scope of a function, as V8’s inspector lists it. */
export interface HiddenScope {
  /** V8's word: `Closure (name)`, `Module`, `Block`, `Global`, … */
  readonly description: string;
  readonly object: object;
}

/** What V8 gives as `[[FunctionLocation]]`. */
interface FunctionLocation {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface Property {
  readonly name: string;
  readonly value?: RemoteObject;
}

/**
 * Asks V8's inspector about objects, from within the target.
 *
 * The session lasts from the first question to `close`, which belongs into the same turn, or the same step of a walk
 * (which ends whether we do or not): so no end of ours can leave it behind.
 */
export class InspectorProbe {
  #session: InspectorSession | null = null;

  /** Where each of some functions begins. */
  locate(functions: readonly object[]): FunctionPlace[] {
    const places = this.locateConstructors(functions);
    if (mayAskItself) for (const fn of functions) noteCausedPrototype(fn);
    return places;
  }

  /** The same of constructors that were found by an object of each: V8 had made their prototypes before. */
  locateConstructors(constructors: readonly object[]): FunctionPlace[] {
    if (constructors.length === 0) return [];
    if (!mayAskItself) return constructors.map(() => NOWHERE);
    this.#session ??= new InspectorSession();
    return this.#session.remote(constructors).map(({ objectId }) => placeIn(this.#hiddenProperties(objectId!)));
  }

  /** What is hidden in each of some objects. Calls nothing of the program's. */
  probe(objects: readonly object[]): HiddenParts[] {
    if (objects.length === 0) return [];
    if (!mayAskItself) return objects.map(() => ({ className: 'Object', ...NOWHERE, scopes: null, members: [] }));
    this.#session ??= new InspectorSession();
    const answers: { className: string; place: FunctionPlace; names: string[] }[] = [];
    const values: RemoteObject[] = [];
    for (const { objectId, className = 'Object' } of this.#session.remote(objects)) {
      const names: string[] = [];
      const properties = this.#hiddenProperties(objectId!);
      for (const { name, value } of properties) {
        if (value?.objectId === undefined || name === '[[Prototype]]') continue;
        names.push(name);
        values.push(value);
      }
      answers.push({ className, place: placeIn(properties), names });
    }
    const found = this.#session.local(values);
    for (const object of objects) noteCausedPrototype(object);
    let at = 0;
    return answers.map(({ className, place, names }) => {
      let scopes: readonly HiddenScope[] | null = null;
      const members: { name: string; value: unknown }[] = [];
      for (const name of names) {
        const value = found[at++];
        if (name === '[[Scopes]]') scopes = value as HiddenScope[];
        else members.push({ name, value });
      }
      return { className, ...place, scopes, members };
    });
  }

  /** Ends the inspector session that the first question has opened. */
  close(): void {
    this.#session?.disconnect();
    this.#session = null;
  }

  #hiddenProperties(objectId: string): Property[] {
    const answer = this.#session!.post<{
      readonly internalProperties?: readonly Property[];
      readonly privateProperties?: readonly Property[];
    }>('Runtime.getProperties', { objectId, ownProperties: true });
    const found: Property[] = [];
    // There is no answer for an object of a context that V8 does not inspect.
    for (const list of [answer?.internalProperties, answer?.privateProperties]) {
      for (let i = 0; list !== undefined && i < list.length; i++) found.push(list[i]);
    }
    return found;
  }
}

/** Uses a probe, and closes it. */
export function withProbe<T>(use: (probe: InspectorProbe) => T): T {
  const probe = new InspectorProbe();
  try {
    return use(probe);
  } finally {
    probe.close();
  }
}

const { isProxy } = (program.load('util') as typeof import('node:util')).types;

/** Of what V8 tells no place. */
const NOWHERE: FunctionPlace = { scriptId: null, line: 0, column: 0 };

function placeIn(properties: readonly Property[]): FunctionPlace {
  const value = properties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  if (value === undefined) return NOWHERE;
  const { scriptId, lineNumber, columnNumber } = value as FunctionLocation;
  return { scriptId, line: lineNumber, column: columnNumber };
}

/**
 * Notes the prototype that V8 has made for a plain function when it was asked about it.
 *
 * `Runtime.getProperties` is the one way to a function's scopes, and reads its `prototype`, which V8 allocates with the
 * first use.
 */
function noteCausedPrototype(object: object): void {
  if (typeof object !== 'function' || isProxy(object) || !Object.hasOwn(object, 'prototype')) return;
  const { value: prototype, writable } = Object.getOwnPropertyDescriptor(object, 'prototype')!;
  // Classes have theirs from the beginning.
  if (!writable || typeof prototype !== 'object' || prototype === null) return;
  const keys = Reflect.ownKeys(prototype);
  // That of a generator function has no constructor.
  if (keys.length === 0 || (keys.length === 1 && keys[0] === 'constructor')) program.causedPrototypes.add(prototype);
}
