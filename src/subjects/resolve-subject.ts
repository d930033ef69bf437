import type { Heap } from '../analysis/heap.js';
import { findInstances, type Instances } from '../analysis/instances.js';
import { didYouMean, nearNames } from '../analysis/near-names.js';
import { isPartName } from '../analysis/parts.js';
import { isMeant, type TypeCounts } from '../analysis/type-counts.js';
import { type Context, type LiveContext, liveContext } from '../dispatch/command.js';
import { unquoted } from '../dispatch/parse-line.js';
import { UserError } from '../errors.js';
import { EvaluationError } from '../isolate/console/evaluate.js';
import { evaluateObject } from '../isolate/console/evaluate-object.js';
import { DEFAULT_WALK } from '../lenses/walk/walk-settings.js';
import { OBJECT_GROUP } from '../session/call.js';
import { type LocatedObject, resolveInPage, resolveObject, resolveValue } from './resolve-object.js';
import { knownSnapshots, resolveHeap, useKnownSnapshot } from './resolve-snapshots.js';

/** The objects of a class. */
export interface LocatedInstances {
  readonly heap: Heap;
  readonly instances: Instances;
}

/** A count that is older is taken anew before it is said that there is no such class, ms. */
const LONGEST_TRUSTED = 60_000;

/**
 * The objects of a class, or one object. On a running process, what is neither class nor @id is an expression. Throws a
 * UserError where there is none: where a count of all objects can tell, without a snapshot.
 */
export async function resolveSubject(context: Context, what: string): Promise<LocatedObject | LocatedInstances> {
  // An expression does not begin so, and a class hardly ever (in quotes, it may): no snapshot is taken for what is not
  // an @id.
  if (what.startsWith('@')) return await resolveObject(context, what);
  const name = unquoted(what);
  const live = liveContext(context);
  const known = knownSnapshots(context).at(-1);
  if (!live) {
    const heap = known?.heap ?? (await resolveHeap(context));
    try {
      const instances = findInstances(heap, name);
      if (known) useKnownSnapshot(context, known);
      return { heap, instances };
    } catch (unknownClass) {
      if (context.kind !== 'page') throw unknownClass;
      return await resolveInPage(context, what, !known).catch((error) => {
        throw error instanceof EvaluationError ? unknownClass : error;
      });
    }
  }
  const isPart = isPartName(name);
  const { census } = live.isolate.counts;
  const isCounted = census !== null && hasType(census, name);
  // No class is called so: no snapshot has to be taken to find out.
  if (!known && !isPart && !isCounted && /^\$\d+\b|^[\w$]+\s*[.[(]/.test(what)) return await resolveValue(live, what);
  if (!known && (isPart || /^[\w$]+$/.test(name))) {
    const error = await findMissing(live, name);
    if (error && isPart) throw error;
    if (error) return await resolveExpression(live, what, error, false);
  }
  const heap = known?.heap ?? (await resolveHeap(context));
  try {
    const instances = findInstances(heap, name);
    if (known) useKnownSnapshot(context, known);
    return { heap, instances };
  } catch (unknownClass) {
    if (isPart) throw unknownClass;
    return await resolveExpression(live, what, unknownClass, !known);
  }
}

/**
 * The value of an expression. Throws `unknownClass` where it has none, and says where it is a class without objects.
 */
async function resolveExpression(
  live: LiveContext,
  what: string,
  unknownClass: unknown,
  isNew: boolean,
): Promise<LocatedObject> {
  try {
    if (/^[A-Z][\w$]*$/.test(what)) {
      const { type } = await evaluateObject(live.isolate, what, live, OBJECT_GROUP);
      if (type === 'function') throw noInstances(what);
    }
    return await resolveValue(live, what, isNew);
  } catch (error) {
    throw error instanceof EvaluationError ? unknownClass : error;
  }
}

function noInstances(name: string): UserError {
  return new UserError('no-instances', `there is no object of the class ${name}`, {
    hint: `what holds the class itself: .retainers (${name})`,
  });
}

function hasType({ types }: TypeCounts, name: string): boolean {
  return [...types.values()].some((type) => isMeant(type, name));
}

/** Why there is no class of a name, as a count of all objects tells; null where there is one. */
async function findMissing({ isolate, use }: LiveContext, name: string): Promise<UserError | null> {
  const { census } = isolate.counts;
  if (census && hasType(census, name)) return null;
  const isRecent = census !== null && Date.now() - Date.parse(census.takenAt) < LONGEST_TRUSTED;
  // Whatever lens the user wants for the answer: this is another question.
  const counts = isRecent ? census : (await use('types', DEFAULT_WALK, null)).answer;
  // A walk does not see all classes that there are.
  if (hasType(counts, name) || ('walk' in counts && counts.walk !== null)) return null;
  const near = nearNames(
    [...counts.types.values()].map((type) => type.name),
    name,
  );
  return new UserError('unknown-class', `there is no class ${name}, and nothing else of this name`, {
    hint: near.length > 0 ? didYouMean(near) : 'the command types lists the classes that there are',
  });
}
