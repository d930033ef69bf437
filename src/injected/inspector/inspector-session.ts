import { program } from '../program.js';
import { NO_SESSION } from './no-session.js';

/**
 * Whether the program can be asked by a session with its inspector from inside. To open one in Deno ends the process (a
 * panic in its libs/core/inspector.rs: the evaluation that opens it has borrowed the inspector already).
 */
export const mayAskItself = program.process.versions.deno === undefined;

/** What V8's inspector tells of an object. */
export interface RemoteObject {
  readonly objectId?: string;
  readonly className?: string;
  readonly unserializableValue?: string;
  readonly value?: unknown;
}

/**
 * A session with the inspector from inside the target, which answers at once.
 *
 * From outside, a question costs 0.25 ms if it waits for the one before, and 44 ms if it does not: Node's inspector
 * server leaves Nagle's algorithm on, and the answers wait for a delayed acknowledgement. In here it costs 0.05 ms.
 *
 * The inspector evaluates in the program's realm. Objects go there and back through one object of ours, `#exchange`,
 * for which it is asked by a property that the global object has for that moment.
 */
export class InspectorSession {
  readonly #session = newSession();
  readonly #exchange: { values: readonly unknown[]; [index: number]: unknown } = { values: [] };
  #exchangeId: string | null = null;

  constructor() {
    this.#session.connect();
  }

  /** Sends a command and gives its answer; null where there is none, as of an evaluation that was ended. */
  post<R>(method: string, params: object): R | null {
    let answer: R | null = null;
    this.#session.post(method, params, (error, result) => {
      if (error === null) answer = result as R;
    });
    return answer;
  }

  /** Like `post`; throws where there is no answer. */
  ask<R>(method: string, params: object): R {
    const answer = this.post<R>(method, params);
    if (answer === null) throw new Error(`${method} was not answered`);
    return answer;
  }

  /** Gives objects to the inspector: what it tells of each. */
  remote(values: readonly unknown[]): RemoteObject[] {
    const objectId = this.#idOfExchange();
    for (let i = 0; i < values.length; i++) this.#exchange[i] = values[i];
    try {
      // Indexes come first, in their order.
      const { result } = this.ask<{ result: readonly { readonly value?: RemoteObject }[] }>('Runtime.getProperties', {
        objectId,
        ownProperties: true,
      });
      // What Node has parsed is of the program's realm, which may have replaced what iterates over arrays.
      const objects: RemoteObject[] = [];
      for (let i = 0; i < values.length; i++) objects.push(result[i].value!);
      return objects;
    } finally {
      for (let i = 0; i < values.length; i++) delete this.#exchange[i];
    }
  }

  /** The values that the inspector knows by these remote objects, in an array of the program's realm. */
  local(objects: readonly RemoteObject[]): readonly unknown[] {
    const references: RemoteObject[] = [];
    for (let i = 0; i < objects.length; i++) {
      const { objectId, unserializableValue, value } = objects[i];
      if (objectId !== undefined) references.push({ objectId });
      else references.push(unserializableValue === undefined ? { value } : { unserializableValue });
    }
    this.ask('Runtime.callFunctionOn', {
      objectId: this.#idOfExchange(),
      functionDeclaration: 'function (...values) { this.values = values; }',
      arguments: references,
      silent: true,
    });
    const { values } = this.#exchange;
    this.#exchange.values = [];
    return values;
  }

  /** Ends it; whatever it has made V8 hold is let go of. */
  disconnect(): void {
    this.#session.disconnect();
  }

  #idOfExchange(): string {
    this.#exchangeId ??= this.#introduceExchange();
    return this.#exchangeId;
  }

  #introduceExchange(): string {
    const key = `leakconsole ${Math.random()}`;
    Object.defineProperty(program.global, key, { value: this.#exchange, configurable: true });
    try {
      const params = { expression: `this[${JSON.stringify(key)}]`, silent: true };
      return this.ask<{ result: { objectId: string } }>('Runtime.evaluate', params).result.objectId;
    } finally {
      Reflect.deleteProperty(program.global, key);
    }
  }
}

/**
 * A session of Node's, whose constructor needs `Function.prototype.call`: where the program has replaced that, it is
 * given ours.
 */
export function newSession(): import('node:inspector').Session {
  if (!mayAskItself) throw new Error(NO_SESSION);
  const { Session } = program.inspector;
  try {
    return new Session();
  } catch {
    const { init } = program.load('events') as { readonly init?: object };
    Object.defineProperty(init, 'call', { value: Function.prototype.call, configurable: true });
    try {
      return new Session();
    } finally {
      Reflect.deleteProperty(init!, 'call');
    }
  }
}
