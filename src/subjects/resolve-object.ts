import { randomUUID } from 'node:crypto';
import type { Heap } from '../analysis/heap.js';
import { findNode } from '../analysis/instances.js';
import { ID_HINT } from '../dispatch/argument.js';
import { type Context, type LiveContext, liveContext, type PageContext, takenSnapshots } from '../dispatch/command.js';
import { ExitCode, UserError } from '../errors.js';
import { evaluateObject, kindOf } from '../isolate/console/evaluate-object.js';
import { heapIdOf, idProbe, snapshotOfIds } from '../isolate/heap-ids.js';
import { withValueInPage } from '../page/evaluate-in-page.js';
import { idProbe as idProbeOfPage } from '../page/page.js';
import { callNow, type Handle, OBJECT_GROUP } from '../session/call.js';
import type { Session } from '../session/session.js';
import { resolveHeap, useKnownSnapshot } from './resolve-snapshots.js';

/** An object in a heap. */
export interface LocatedObject {
  readonly heap: Heap;
  readonly node: number;
}

/**
 * Finds the object that a user means by an `@id`, or, on a running process, by an expression: in the session's latest
 * snapshot if it is in there, else in a new one, if the budget allows it. Throws a UserError.
 */
export async function resolveObject(context: Context, text: string): Promise<LocatedObject> {
  const [, id] = /^@?(\d+)$/.exec(text) ?? [];
  if (id !== undefined) return await resolveId(context, Number(id));
  const live = liveContext(context);
  if (live && !text.startsWith('@')) return await resolveValue(live, text);
  if (context.kind === 'page' && !text.startsWith('@')) return await resolveInPage(context, text);
  throw new UserError('usage', `"${text}" is not an object id (they look like @1234)`, {
    hint: ID_HINT,
    exitCode: ExitCode.usage,
  });
}

/** Finds the object with an `@id` in the file, or the session's latest snapshot. Throws a UserError. */
export async function resolveId(context: Context, id: number): Promise<LocatedObject> {
  if (context.kind !== 'files') snapshotOfIds({ snapshots: takenSnapshots(context) });
  const heap = await resolveHeap(context);
  return { heap, node: findNode(heap, id) };
}

/**
 * Finds the value of an expression as `resolveObject` does. `isNew`: the session's latest snapshot was taken just now,
 * for the same answer. Throws a UserError.
 */
export async function resolveValue(context: LiveContext, expression: string, isNew = false): Promise<LocatedObject> {
  const { isolate, notice, signal } = context;
  const { session, snapshots } = isolate;
  const { type, value: handle } = await evaluateObject(isolate, expression, { notice, signal }, OBJECT_GROUP);
  if (handle === null) {
    throw new UserError('no-object', `${expression} is ${kindOf(type)}, and only objects have an @id`, {
      hint:
        type === 'string' ? `what holds it has one: [${expression}]` : 'ask for the object that has it as a property',
    });
  }
  try {
    const known = await findInLatest(context, handle);
    if (known) {
      if (!isNew) useKnownSnapshot(context, snapshots.latest!);
      return known;
    }
    // The child's @ids are not those of the target: there it is found by the name under which the console holds it.
    const name = `leakconsole-${randomUUID()}`;
    const state = await isolate.console.state();
    await callNow(session, state, 'holdLastValue', name);
    try {
      const { heap } = (await context.use('heap', { file: null, isAsked: false })).answer;
      const node = heap.analysis.graph.isForked ? heap.nodeHeldAs(name) : await nodeOf(session, heap, handle);
      if (node !== -1) return { heap, node };
    } finally {
      await callNow(session, state, 'letGo', name).catch(() => {});
    }
    throw new UserError('unknown-object', `the snapshot has no object that is the value of ${expression}`, {
      hint: 'an object of another realm or a proxy cannot be found in it',
    });
  } finally {
    await session.send('Runtime.releaseObject', { objectId: handle.objectId }).catch(() => {});
  }
}

/**
 * Finds the value of an expression in a page: in the session's latest snapshot if it is in there, else in a new one,
 * through which it is held as by the console of DevTools. `isNew` as of `resolveValue`. Throws a UserError.
 */
export async function resolveInPage(context: PageContext, expression: string, isNew = false): Promise<LocatedObject> {
  const { page } = context;
  const { latest } = page.snapshots;
  return await withValueInPage(page, expression, context, async (value) => {
    if (latest && latest.idProbe === (await idProbeOfPage(page))) {
      const node = await nodeOf(page.session, latest.heap, value);
      if (node !== -1 && !isNew) useKnownSnapshot(context, latest);
      if (node !== -1) return { heap: latest.heap, node };
    }
    const { heap } = await context.takeHeap({ file: null, isAsked: false });
    const node = await nodeOf(page.session, heap, value);
    if (node !== -1) return { heap, node };
    throw new UserError('unknown-object', `the snapshot has no object that is the value of ${expression}`, {
      hint: 'an object of another realm or a proxy cannot be found in it',
    });
  });
}

/** Finds a live object in the session's latest snapshot, at no cost; null where it is in none. */
export async function findInLatest({ isolate }: LiveContext, handle: Handle): Promise<LocatedObject | null> {
  const { latest } = isolate.snapshots;
  // In the snapshot of a forked child, an @id that the object gets only now is another object's.
  if (!latest || latest.heap.analysis.graph.isForked || (await idProbe(isolate)) !== latest.idProbe) return null;
  const node = await nodeOf(isolate.session, latest.heap, handle);
  return node === -1 ? null : { heap: latest.heap, node };
}

async function nodeOf(session: Session, heap: Heap, handle: Handle): Promise<number> {
  const id = await heapIdOf(session, handle);
  return id === null ? -1 : heap.nodeWithId(id);
}
