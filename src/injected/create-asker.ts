/** What only the inspector knows of an object. */
export interface Hidden {
  /** The name of its constructor, as V8 knows it. */
  readonly className: string;
  /** For a function, the script that it is from. */
  readonly scriptId: string | null;
  /** And the line where it begins, from 0. */
  readonly line: number;
  /** For a function, its scopes, the innermost first, as copies of this moment. */
  readonly scopes: readonly HiddenScope[] | null;
  /** Objects in private members (`#name`) and internal slots (`[[BoundThis]]`). */
  readonly members: readonly { readonly name: string; readonly value: unknown }[];
}

export interface HiddenScope {
  /** V8's word: `Closure (name)`, `Module`, `Block`, `Global`, … */
  readonly description: string;
  readonly object: object;
}

/** Asks V8's inspector from within the target. */
export interface Asker {
  /** What is hidden in each of some objects. Calls nothing of the program's. */
  ask(objects: readonly object[]): Hidden[];
  /** Ends the inspector session that the first question has opened. */
  close(): void;
}

/**
 * Asks V8's inspector about objects through an in-process session, which answers at once.
 *
 * From outside, a question costs 0.25 ms if it waits for the one before, and 44 ms if it does not: Node's inspector server leaves
 * Nagle's algorithm on, and the answers wait for a delayed acknowledgement. In here it costs 0.05 ms.
 *
 * The session lasts from the first question to `close`, which belongs into the same turn: so no end of ours can leave it behind.
 */
export function createAsker(inspector: typeof import('node:inspector'), global: object): Asker {
  // The session evaluates in the program's realm, and has no other way to an object of ours than a property of the global object.
  const KEY = `leakconsole ${Math.random()}`;
  const desk: { objects: readonly object[]; values: readonly unknown[] } = { objects: [], values: [] };
  let session: import('node:inspector').Session | null = null;
  let deskId = '';

  interface RemoteObject {
    readonly objectId?: string;
    readonly className?: string;
    readonly value?: { readonly scriptId?: string; readonly lineNumber?: number };
  }
  interface Property {
    readonly name: string;
    readonly value?: RemoteObject;
  }
  interface Properties {
    readonly result: readonly Property[];
    readonly internalProperties?: readonly Property[];
    readonly privateProperties?: readonly Property[];
  }

  function post<R>(method: string, params: object): R {
    let answer: R | undefined;
    session!.post(method, params, (error, result) => {
      if (error === null) answer = result as R;
    });
    if (answer === undefined) throw new Error(`${method} was not answered`);
    return answer;
  }

  function open(): void {
    session = new inspector.Session();
    session.connect();
    Object.defineProperty(global, KEY, { value: desk, configurable: true });
    try {
      const expression = `globalThis[${JSON.stringify(KEY)}]`;
      deskId = post<{ result: { objectId: string } }>('Runtime.evaluate', { expression, silent: true }).result.objectId;
    } finally {
      Reflect.deleteProperty(global, KEY);
    }
  }

  function ask(objects: readonly object[]): Hidden[] {
    if (objects.length === 0) return [];
    if (session === null) open();
    desk.objects = objects;
    const list = post<{ result: { objectId: string } }>('Runtime.callFunctionOn', {
      objectId: deskId,
      functionDeclaration: 'function () { return this.objects; }',
    });
    const { result } = post<Properties>('Runtime.getProperties', {
      objectId: list.result.objectId,
      ownProperties: true,
    });
    const replies: { className: string; scriptId: string | null; line: number; names: string[] }[] = [];
    const ids: { objectId: string }[] = [];
    for (let i = 0; i < objects.length; i++) {
      const names: string[] = [];
      let scriptId: string | null = null;
      let line = 0;
      const { objectId, className = 'Object' } = result[i].value!;
      for (const { name, value } of hiddenOf(objectId!)) {
        if (name === '[[FunctionLocation]]') {
          scriptId = value?.value?.scriptId ?? null;
          line = value?.value?.lineNumber ?? 0;
        } else if (value?.objectId !== undefined && name !== '[[Prototype]]') {
          names.push(name);
          ids.push({ objectId: value.objectId });
        }
      }
      replies.push({ className, scriptId, line, names });
    }
    post('Runtime.callFunctionOn', {
      objectId: deskId,
      functionDeclaration: 'function (...values) { this.values = values; }',
      arguments: ids,
    });
    const { values } = desk;
    desk.objects = desk.values = [];
    let at = 0;
    return replies.map(({ className, scriptId, line, names }) => {
      let scopes: readonly HiddenScope[] | null = null;
      const members: { name: string; value: unknown }[] = [];
      for (const name of names) {
        const value = values[at++];
        if (name === '[[Scopes]]') scopes = value as HiddenScope[];
        else members.push({ name, value });
      }
      return { className, scriptId, line, scopes, members };
    });
  }

  function hiddenOf(objectId: string): Property[] {
    const found: Property[] = [];
    // What Node has parsed is of the program's realm, which may have replaced what iterates over arrays.
    const add = (properties: readonly Property[] | undefined) => {
      for (let i = 0; properties !== undefined && i < properties.length; i++) found.push(properties[i]);
    };
    try {
      const reply = post<Properties>('Runtime.getProperties', { objectId, ownProperties: true });
      add(reply.internalProperties);
      add(reply.privateProperties);
    } catch {
      // An object of a context that V8 does not inspect.
    }
    return found;
  }

  return {
    ask,
    close() {
      session?.disconnect();
      session = null;
    },
  };
}
