import { setTimeout as delay } from 'node:timers/promises';
import type { Protocol } from 'devtools-protocol';
import type { UserError } from '../errors.js';
import { callParams, type RemoteArgument, type RemoteCall, type ResultOptions } from '../register/remote-call.js';
import { type Handle, injectedError, OBJECT_GROUP } from './handle.js';
import { ProtocolError } from './protocol.js';
import { realmOf } from './realm.js';
import type { Session } from './session.js';

export { type Handle, OBJECT_GROUP };

type CallAnswer = Protocol.Runtime.CallFunctionOnResponse;

type Method = (...args: never[]) => unknown;

/** The names of the methods of what a handle stands for. */
export type MethodName<T> = { [K in keyof T]: T[K] extends Method ? K : never }[keyof T] & string;
type Arguments<T, M extends MethodName<T>> = T[M] extends (...args: infer A) => unknown ? A : never;
type Returned<T, M extends MethodName<T>> = T[M] extends (...args: never[]) => infer R ? R : never;

/** The arguments of a method as its caller gives them: each by value (JSON) or as a handle. */
export type RemoteArguments<A extends readonly unknown[]> = { [K in keyof A]: A[K] | Handle<A[K]> };

/**
 * Calls a method of an object of ours in the target and gives back what it returns (awaited), as JSON.
 *
 * The object is what `loadEntry` gave, or what one of its methods returned.
 */
export async function call<T, M extends MethodName<T>>(
  session: Session,
  on: Handle<T>,
  method: M,
  ...args: RemoteArguments<Arguments<T, M>>
): Promise<Awaited<Returned<T, M>>> {
  const { value } = await callRemote(session, on, method, args, { returnByValue: true, awaitPromise: true });
  return value as Awaited<Returned<T, M>>;
}

/**
 * Like `call` for a method that is not async: answered even while the target runs an evaluation, when no promise is
 * ever settled.
 */
export async function callNow<T, M extends MethodName<T>>(
  session: Session,
  on: Handle<T>,
  method: M,
  ...args: RemoteArguments<Arguments<T, M>>
): Promise<Returned<T, M>> {
  const { value } = await callRemote(session, on, method, args, { returnByValue: true });
  return value as Returned<T, M>;
}

/**
 * Like `callNow`, but what it returns stays in the target. Release it, or its group, when done.
 *
 * It is not awaited: it may be an object of the program's that has a method `then`.
 */
export async function callForHandle<T, M extends MethodName<T>>(
  session: Session,
  on: Handle<T>,
  method: M,
  args: RemoteArguments<Arguments<T, M>>,
  objectGroup: string = OBJECT_GROUP,
): Promise<Handle<Returned<T, M>>> {
  const { objectId } = await callRemote(session, on, method, args, { objectGroup });
  return { objectId: objectId! };
}

async function callRemote(
  session: Session,
  { objectId, entry }: Handle,
  method: string,
  args: readonly unknown[],
  options: ResultOptions,
): Promise<Protocol.Runtime.RemoteObject> {
  const call: RemoteCall = { on: entry === undefined ? { objectId } : { entry }, method, args: args.map(toArgument) };
  const { result, exceptionDetails } = await ask(session, call, options);
  if (exceptionDetails) {
    const isError = exceptionDetails.exception?.description !== undefined;
    const end = isError ? null : await endOfWorker(session);
    if (end) throw end;
    throw injectedError(entry === undefined ? method : `${entry}.${method}`, exceptionDetails);
  }
  return result;
}

async function ask(session: Session, call: RemoteCall, options: ResultOptions): Promise<CallAnswer> {
  if (session.asksByName) return session.send('Leakconsole.ask', { ...call, ...options });
  try {
    const params = { ...callParams((await realmOf(session)).objectId, call), ...options };
    return await session.send('Runtime.callFunctionOn', params);
  } catch (cause) {
    const isEnded = cause instanceof ProtocolError && ENDED.has(cause.message);
    throw (isEnded && (await endOfWorker(session))) || cause;
  }
}

/** What V8 answers where what it runs is ended: our function, or the script that is to give it; and a moment later. */
const ENDED: ReadonlySet<string> = new Set([
  'Execution was terminated',
  'Execution context was destroyed.',
  'Cannot find context with specified id',
  'Given expression does not evaluate to a function',
]);

/** How long a worker that is being ended may still be there, ms. */
const ENDING_MS = 15_000;

/**
 * V8 ends what a worker runs, or throws the text "illegal access" there, a moment before we hear that the worker has
 * ended: waits for that.
 */
async function endOfWorker(session: Session): Promise<UserError | null> {
  return session.isWorker ? await Promise.race([session.ended, delay(ENDING_MS, null, { ref: false })]) : null;
}

function toArgument(arg: unknown): RemoteArgument {
  if (isHandle(arg)) return { objectId: arg.objectId };
  return isByJson(arg) ? { json: JSON.stringify(arg) } : { value: arg };
}

function isByJson(arg: unknown): boolean {
  return typeof arg === 'object' && arg !== null && !isHandle(arg);
}

function isHandle(arg: unknown): arg is Handle {
  return typeof arg === 'object' && arg !== null && 'objectId' in arg;
}
