import { EXPRESSION } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { walkOptions } from '../dispatch/walk-options.js';
import { evaluateObject } from '../isolate/console/evaluate-object.js';
import { type FoundPath, noIdentity } from '../lenses/walk/find-path.js';
import { withGroup } from '../session/object-group.js';
import { accent, note, text } from '../view/blocks.js';
import { viewWalk } from '../view/walk.js';

/** A path to an object. */
export interface PathResult extends FoundPath {
  /** The expression whose value was looked for. */
  readonly expression: string;
}

export const pathCommand = defineCommand({
  name: 'path',
  group: 'growth',
  summary: 'why an object is alive: a path to it from a module’s variable, without a snapshot',
  help: 'It walks until it meets that object. What only native handles or weak collections hold it cannot see.',
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
  async run({ isolate, signal, notice, use }, { expression, ...settings }): Promise<PathResult> {
    return await withGroup(isolate.session, 'path', async (group) => {
      const { type, value } = await evaluateObject(isolate, expression, { signal, notice }, group);
      if (value === null) throw noIdentity(type);
      const { answer } = await use('path', { value, ...settings });
      return { expression, ...answer };
    });
  },
  view: ({ found, walk }) =>
    found === null
      ? [text(UNSEEN), note('.retainers says it for certain, from a heap snapshot'), viewWalk(walk)]
      : [text(accent(found.path)), note(found.types.join(' → ')), viewWalk(walk)],
});

const UNSEEN =
  'the walk did not come to it: a closure that was not looked into, a native handle or a weak collection may hold it, ' +
  'or nothing but the console';
