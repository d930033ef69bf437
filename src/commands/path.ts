import { retainingPath } from '../analysis/retaining.js';
import { EXPRESSION } from '../dispatch/argument.js';
import { defineCommand, type LiveContext } from '../dispatch/command.js';
import { walkOptions } from '../dispatch/walk-options.js';
import { evaluateObject } from '../isolate/console/evaluate-object.js';
import { type FoundPath, noIdentity } from '../lenses/walk/find-path.js';
import type { Handle } from '../session/call.js';
import { withGroup } from '../session/object-group.js';
import { findInLatest } from '../subjects/resolve-object.js';
import { accent, dim, note, text } from '../view/blocks.js';
import { pathText } from '../view/paths.js';
import { viewWalk } from '../view/walk.js';

/** A path to an object. */
export interface PathResult extends Pick<FoundPath, 'walk'> {
  /** The expression whose value was looked for. */
  readonly expression: string;
  /** Null where neither the walk nor a snapshot of the session has come to the object. */
  readonly found:
    | (NonNullable<FoundPath['found']> & {
        /** What has seen it: the session's latest snapshot is asked where the walk has not come to it. */
        readonly lens: 'walk' | 'snapshot';
      })
    | null;
}

/** A path from a module’s variable to an object, found by a walk. */
export const pathCommand = defineCommand({
  name: 'path',
  group: 'growth',
  summary: 'why an object is alive: a path to it from a module’s variable, without a snapshot',
  help:
    'It walks until it meets that object. It cannot see what only these hold: the this of an arrow function, a ' +
    'reaction on a pending promise, a FinalizationRegistry, a native handle, a weak collection. If there is a ' +
    'snapshot already, that is asked then.',
  examples: ['cache.get("x").owner'],
  on: ['live'],
  positionals: {
    expression: {
      kind: EXPRESSION,
      required: true,
      raw: true,
      describe: 'an expression whose value is an object',
    },
  },
  options: walkOptions,
  async run(context, { expression, ...settings }): Promise<PathResult> {
    const { isolate, signal, notice, use } = context;
    return await withGroup(isolate.session, 'path', async (group) => {
      const { type, value } = await evaluateObject(isolate, expression, { signal, notice }, group);
      if (value === null) throw noIdentity(type);
      const { answer } = await use('path', { value, ...settings });
      const { walk, found } = answer;
      if (found !== null) return { expression, found: { ...found, lens: 'walk' }, walk };
      return { expression, found: await pathInLatest(context, value), walk };
    });
  },
  next: ({ expression, found }) =>
    found === null ? `.retainers ${expression}, which says it for certain, from a heap snapshot` : null,
  view: ({ found, walk }) =>
    found === null
      ? [text(UNSEEN), viewWalk(walk)]
      : [
          text([accent(found.path), ...(found.weakMap ? [dim(` by the WeakMap ${found.weakMap}`)] : [])]),
          note(found.types.join(' → ')),
          ...(found.lens === 'snapshot' ? [note('in the latest snapshot; the walk did not come to it')] : []),
          viewWalk(walk),
        ],
});

/**
 * What holds an object, as the session's latest snapshot tells; null where it is in none, or the console alone holds
 * it.
 */
async function pathInLatest(context: LiveContext, value: Handle): Promise<PathResult['found']> {
  const known = await findInLatest(context, value);
  const path = known && retainingPath(known.heap, known.node);
  if (!path?.start || path.start.kind === 'console') return null;
  const types = path.steps.map(({ name }) => name);
  const weakMap = path.steps.findLast((step) => step.weakMap !== null)?.weakMap ?? null;
  return { path: pathText(path), module: path.start.url, types, weakMap, lens: 'snapshot' };
}

const UNSEEN =
  'the walk did not come to it: the this of an arrow function, a closure that was not looked into, a pending ' +
  'promise, a native handle or a weak collection may hold it, or nothing but the console';
