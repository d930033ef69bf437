import { UserError } from '../../errors.js';
import { kindOf } from '../../isolate/console/evaluate-object.js';
import type { Isolate } from '../../isolate/isolate.js';
import { knownModules } from '../../isolate/modules/lookup.js';
import type { WaitOptions } from '../../isolate/wait-for-target.js';
import { Walk, type WalkControl, type WalkCost } from '../../isolate/walk/walk.js';
import type { Handle } from '../../session/call.js';
import { namesOf } from './find-collections.js';
import { OriginalSteps } from './original-steps.js';
import { type PathText, pathText } from './path-text.js';

/** A path to an object, if the walk came to it. */
export interface FoundPath {
  /** Null where the walk did not come to the object. */
  readonly found:
    | (PathText & {
        /** The classes along the path. */
        readonly types: readonly string[];
        /** Where the WeakMap is by whose entry the path leads; null where there is none. */
        readonly weakMap: string | null;
      })
    | null;
  /** What the walk saw and cost. */
  readonly walk: WalkCost;
}

/** Looks for a path from a module's variable, or another root, to an object: one of the shortest. */
export async function findPath(
  isolate: Isolate,
  value: Handle<object>,
  { memoryBytes, ...control }: WalkControl & WaitOptions & { readonly memoryBytes: number },
): Promise<FoundPath> {
  const { session } = isolate;
  const { modules } = await knownModules(isolate, control);
  const everything = { sample: Number.MAX_SAFE_INTEGER, maxVisits: Number.MAX_SAFE_INTEGER, maxAsks: 100_000 };
  const walk = await Walk.start(session, { goal: 'object', ...everything, memoryBytes }, control);
  try {
    await walk.beginWith(modules.flatMap(({ fn }) => (fn ? [fn] : [])));
    await walk.seek(value);
    const cost = await walk.run();
    const steps = await walk.path();
    if (steps === null) return { found: null, walk: cost };
    const weakMap = await walk.weakMapPath();
    const names = await namesOf(session, modules, [{ path: steps, ...(weakMap && { weakMap }) }]);
    const original = new OriginalSteps(session, walk, modules, await isolate.places());
    const types: string[] = [];
    for (const { how, type, typeFrom } of steps) {
      const name = (how !== 'prototype' && typeFrom && (await original.className(typeFrom))) || type;
      if (name !== null) types.push(name);
    }
    const by = weakMap ? pathText(await original.ofPath(weakMap), names).path : null;
    return { found: { ...pathText(await original.ofPath(steps), names), types, weakMap: by }, walk: cost };
  } finally {
    await walk.end();
  }
}

/** For an expression whose value is no object. */
export function noIdentity(type: string): UserError {
  return new UserError('no-object', `the value is ${kindOf(type)}; only objects have a path`, {
    hint: 'ask for the object that has it as a property',
  });
}
