import { UserError } from '../errors.js';
import { keepInspector } from '../injected/keep-inspector.js';
import { builtinLoader, isLoaderReplaced, replaceLoader } from '../session/builtins.js';
import { callForHandle, OBJECT_GROUP } from '../session/call.js';
import { heapIdOf } from './objects.js';
import type { LiveTarget } from './target.js';

/**
 * Sees to it that objects keep their @ids from now on, from one snapshot of this console to the next (see `keepInspector`).
 *
 * Another debugger that detaches makes V8 forget them all the same: `idProbe` tells.
 */
export async function keepIds({ session, state }: LiveTarget): Promise<void> {
  if (isLoaderReplaced(session)) return;
  const load = await builtinLoader(session, OBJECT_GROUP);
  replaceLoader(session, await callForHandle(session, keepInspector, [state, load]));
}

/** The @id of an object of ours that lives as long as the console: while it stays the same, all @ids do. */
export async function idProbe({ session, state }: LiveTarget): Promise<number | null> {
  return await heapIdOf(session, state);
}

/** Throws a UserError if V8 has forgotten the @ids since the session's latest snapshot. */
export async function checkIds(target: LiveTarget): Promise<void> {
  const latest = target.snapshots.at(-1);
  if (latest && (await idProbe(target)) === latest.idProbe) return;
  throw new UserError('ids-forgotten', 'V8 has forgotten the @ids of the session’s snapshots', {
    hint: latest
      ? 'it does so when a debugger detaches from the target: take a new one with .snapshot'
      : 'there is none yet: take one with .snapshot',
  });
}
