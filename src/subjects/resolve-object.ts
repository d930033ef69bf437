import type { Heap } from '../analysis/heap.js';
import { findNode } from '../analysis/instances.js';
import type { Context } from '../dispatch/context.js';
import { nodeId } from '../dispatch/values.js';
import { ExitCode, UserError } from '../errors.js';
import { evaluateObject, kindOf } from '../isolate/console/evaluate-object.js';
import { idProbe, snapshotOfIds } from '../isolate/heap-ids.js';
import { heapIdOf } from '../isolate/objects.js';
import { takeSnapshot } from '../lenses/snapshot/take-snapshot.js';
import { OBJECT_GROUP } from '../session/call.js';
import { heapOf, liveContext, tellKnown } from './resolve-snapshots.js';

/** An object in a heap. */
export interface Located {
  readonly heap: Heap;
  readonly node: number;
}

/**
 * Finds the object that a user means by an `@id`, or, on a running process, by an expression: in the session's latest snapshot if
 * it is in there, else in a new one, if the budget allows it. Throws a UserError.
 */
export async function objectOf(context: Context, text: string): Promise<Located> {
  const id = nodeId(text) ?? (/^\d+$/.test(text) ? Number(text) : null);
  if (id !== null) return await objectWithId(context, id);
  const live = liveContext(context);
  if (live && !text.startsWith('@')) return await locateValue(live, text);
  throw new UserError('usage', `${text} is no @id`, {
    hint: 'the commands instances, biggest and retainers show the @id of objects',
    exitCode: ExitCode.usage,
  });
}

/** Finds the object with an `@id` in the file, or the session's latest snapshot. Throws a UserError. */
export async function objectWithId(context: Context, id: number): Promise<Located> {
  const live = liveContext(context);
  if (live) snapshotOfIds(live.target);
  const heap = await heapOf(context);
  return { heap, node: findNode(heap, id) };
}

/**
 * Finds the value of an expression as `objectOf` does. `isNew` tells that the session's latest snapshot was taken just now, for the same
 * answer. Throws a UserError.
 */
export async function locateValue(context: Context<'live'>, expression: string, isNew = false): Promise<Located> {
  const { target, notice, signal } = context;
  const { type, value: handle } = await evaluateObject(target, expression, { notice, signal }, OBJECT_GROUP);
  if (handle === null) {
    throw new UserError('no-object', `${expression} is ${kindOf(type)}, and only objects have an @id`, {
      hint:
        type === 'string' ? `what holds it has one: [${expression}]` : 'ask for the object that has it as a property',
    });
  }
  const find = async (heap: Heap): Promise<number> => {
    const id = await heapIdOf(target.session, handle);
    return id === null ? -1 : heap.nodeWithId(id);
  };
  try {
    const latest = target.snapshots.latest;
    const hold = latest && (await idProbe(target)) === latest.idProbe;
    const known = hold ? await find(latest.heap) : -1;
    if (latest && known !== -1) {
      if (!isNew) tellKnown(context, latest);
      return { heap: latest.heap, node: known };
    }
    const { heap } = await takeSnapshot(context, null, false);
    const node = await find(heap);
    if (node !== -1) return { heap, node };
    throw new UserError('unknown-object', `the snapshot has no object that is the value of ${expression}`, {
      hint: 'an object of another realm or a proxy cannot be found in it',
    });
  } finally {
    await target.session.send('Runtime.releaseObject', { objectId: handle.objectId }).catch(() => {});
  }
}
