import { UserError } from '../errors.js';
import { callNow, type Handle, OBJECT_GROUP } from '../session/call.js';
import type { Session } from '../session/session.js';
import type { Isolate } from './isolate.js';

/** A live object that is a variable of the console now. */
export interface BoundObject {
  /** `$0` */
  readonly variable: string;
  readonly text: string;
}

/** The @id that an object has in the snapshots of this session; null before the first that it is in. */
export async function heapIdOf(session: Session, { objectId }: Handle): Promise<number | null> {
  const answer = await session.send('HeapProfiler.getHeapObjectId', { objectId });
  return Number(answer.heapSnapshotObjectId) || null;
}

/** The live object with an @id. V8 walks its heap for it. Throws a UserError where there is none any more. */
export async function objectWithId(session: Session, id: number): Promise<Handle> {
  const failed = (cause?: unknown) =>
    new UserError('unknown-id', `there is no live object @${id}`, {
      hint: 'an @id is known from the snapshots of this session; the object may have been collected, or be none of JavaScript’s',
      cause,
    });
  const { result } = await session
    .send('HeapProfiler.getObjectByHeapObjectId', { objectId: String(id), objectGroup: OBJECT_GROUP })
    .catch((cause) => {
      throw session.hasEnded ? cause : failed(cause);
    });
  if (!result.objectId) throw failed();
  return { objectId: result.objectId };
}

/** Makes objects of the target variables of the console: `$0`, `$1`, … */
export async function bind(
  { session, console: { state, variables } }: Isolate,
  objects: Handle<readonly unknown[]>,
): Promise<BoundObject[]> {
  return remember(variables, await callNow(session, state, 'bindObjects', objects));
}

/** Makes one object of the target the variable `$0` of the console. */
export async function bindOne(
  { session, console: { state, variables } }: Isolate,
  object: Handle,
): Promise<BoundObject> {
  const [bound] = remember(variables, await callNow(session, state, 'bindObject', object));
  return bound;
}

function remember(
  variables: Set<string>,
  { names, texts }: { readonly names: readonly string[]; readonly texts: readonly string[] },
): BoundObject[] {
  for (const name of [...variables]) if (/^\$\d+$/.test(name)) variables.delete(name);
  for (const name of names) variables.add(name);
  return names.map((variable, index) => ({ variable, text: texts[index] }));
}
