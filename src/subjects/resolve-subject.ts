import type { Heap } from '../analysis/heap.js';
import { findInstances, type Instances } from '../analysis/instances.js';
import { type Context, liveContext } from '../dispatch/command.js';
import { unquoted } from '../dispatch/parse-line.js';
import { EvaluationError } from '../isolate/console/evaluate.js';
import { type LocatedObject, resolveObject, resolveValue } from './resolve-object.js';
import { knownSnapshots, resolveHeap, useKnownSnapshot } from './resolve-snapshots.js';

/** The objects of a class. */
export interface LocatedInstances {
  readonly heap: Heap;
  readonly instances: Instances;
}

/**
 * The objects of a class, or one object. On a running process, what is neither class nor @id is an expression. Throws a UserError where
 * there is none.
 */
export async function resolveSubject(context: Context, what: string): Promise<LocatedObject | LocatedInstances> {
  // An expression does not begin so, and a class hardly ever (in quotes, it may): no snapshot is taken for what is not an @id.
  if (what.startsWith('@')) return await resolveObject(context, what);
  const live = liveContext(context);
  const known = live && knownSnapshots(context).at(-1);
  // No class is called so: no snapshot has to be taken to find out.
  if (live && !known && /^\$\d+\b|^[\w$]+\s*[.[(]/.test(what)) return await resolveValue(live, what);
  const heap = known?.heap ?? (await resolveHeap(context));
  try {
    const instances = findInstances(heap, unquoted(what));
    if (known) useKnownSnapshot(context, known);
    return { heap, instances };
  } catch (unknownClass) {
    if (!live) throw unknownClass;
    return await resolveValue(live, what, !known).catch((error) => {
      throw error instanceof EvaluationError ? unknownClass : error;
    });
  }
}
