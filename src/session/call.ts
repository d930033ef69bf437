import type { Protocol } from 'devtools-protocol';
import type { Session } from './session.js';

/** A value that stays in the target, known here by its remote object id. `T` is its type over there. */
export interface Handle<T = unknown> {
  readonly objectId: string;
  /** Never there at run time: it ties the handle to the type of what it stands for. */
  readonly type?: T;
}

/** The arguments of an injected function as its caller gives them: each by value (JSON) or as a handle. */
export type RemoteArguments<A extends unknown[]> = { [K in keyof A]: A[K] | Handle<A[K]> };

/** Objects that we hold in the target are in this group, unless they are asked for in another. */
export const OBJECT_GROUP = 'leakconsole';

/** An injected function failed in the target: a defect of ours, or a target that broke its own intrinsics. */
export class InjectedError extends Error {
  override readonly name = 'InjectedError';

  constructor(functionName: string, { exception, text }: Protocol.Runtime.ExceptionDetails) {
    super(`${functionName}: ${exception?.description ?? text}`);
  }
}

/**
 * Calls a function of ours inside the target and gives back what it returns (awaited), as JSON.
 *
 * The function is sent as its source, so it must be self-contained: one file of src/injected each.
 */
export async function call<A extends unknown[], R>(
  session: Session,
  fn: (...args: A) => R,
  ...args: RemoteArguments<A>
): Promise<Awaited<R>> {
  const result = await callRemote(session, fn, args, { returnByValue: true });
  return result.value as Awaited<R>;
}

/**
 * Like `call` for a function that is not async: answered even while the target runs an evaluation, when no promise is ever settled.
 */
export async function callNow<A extends unknown[], R>(
  session: Session,
  fn: (...args: A) => R,
  ...args: RemoteArguments<A>
): Promise<R> {
  const result = await callRemote(session, fn, args, { returnByValue: true, awaitPromise: false });
  return result.value as R;
}

/**
 * Like `callNow`, but what it returns stays in the target. Release it, or its group, when done.
 *
 * It is not awaited: it may be an object of the program's that has a method `then`.
 */
export async function callForHandle<A extends unknown[], R>(
  session: Session,
  fn: (...args: A) => R,
  args: RemoteArguments<A>,
  objectGroup: string = OBJECT_GROUP,
): Promise<Handle<R>> {
  const result = await callRemote(session, fn, args, { objectGroup, awaitPromise: false });
  return { objectId: result.objectId! };
}

/** Like `callForHandle` for an async function: what its promise resolves to stays in the target. */
export async function awaitForHandle<A extends unknown[], R>(
  session: Session,
  fn: (...args: A) => Promise<R>,
  args: RemoteArguments<A>,
  objectGroup: string = OBJECT_GROUP,
): Promise<Handle<R>> {
  const result = await callRemote(session, fn, args, { objectGroup });
  return { objectId: result.objectId! };
}

/** The source of an injected function, under a name by which its frames can be told from the service's own. */
function sourceOf(fn: (...args: never[]) => unknown): string {
  return `${fn}\n//# sourceURL=leakconsole/${fn.name}.js\n`;
}

async function callRemote<A extends unknown[], R>(
  session: Session,
  fn: (...args: A) => R,
  args: RemoteArguments<A>,
  options: { returnByValue?: boolean; awaitPromise?: boolean; objectGroup?: string },
): Promise<Protocol.Runtime.RemoteObject> {
  const { result, exceptionDetails } = await session.send('Runtime.callFunctionOn', {
    functionDeclaration: sourceOf(fn),
    objectId: await globalObjectOf(session),
    arguments: args.map((arg) => (isHandle(arg) ? { objectId: arg.objectId } : { value: arg })),
    awaitPromise: true,
    silent: true,
    ...options,
  });
  if (exceptionDetails) throw new InjectedError(fn.name, exceptionDetails);
  return result;
}

const globalObjects = new WeakMap<Session, Promise<string>>();

/** The id of the target's global object: a call on it needs no number of an execution context, which only Runtime.enable would tell. */
function globalObjectOf(session: Session): Promise<string> {
  let id = globalObjects.get(session);
  if (!id) {
    id = session
      .send('Runtime.evaluate', { expression: 'this', objectGroup: 'leakconsole:global', silent: true })
      .then(({ result }) => result.objectId!);
    id.catch(() => globalObjects.delete(session));
    globalObjects.set(session, id);
  }
  return id;
}

function isHandle(arg: unknown): arg is Handle {
  return typeof arg === 'object' && arg !== null && 'objectId' in arg;
}

/** An expression whose value is an object with these functions. */
export function sourceOfAll(functions: object): string {
  const members = Object.entries(functions).map(([name, fn]) => `${name}: ${fn}`);
  return `({\n${members.join(',\n')}\n})`;
}
