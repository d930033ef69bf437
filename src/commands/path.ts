import { defineCommand } from '../dispatch/command.js';
import { settingsOf, walked, walkOptions } from '../dispatch/walk-options.js';
import { evaluateObject } from '../isolate/console/evaluate-object.js';
import { type FoundPath, findPath, noIdentity } from '../lenses/walk/find-path.js';
import { withGroup } from '../session/object-group.js';
import { renderParagraphs } from '../view/text/paragraphs.js';
import { renderWalk } from '../view/text/walk.js';

export interface PathResult extends FoundPath {
  readonly expression: string;
}

export const pathCommand = defineCommand({
  name: 'path',
  summary: 'why an object is alive: a path to it from a module’s variable, without a snapshot',
  help: 'It walks until it meets that object. What only native handles or weak collections hold it cannot see.',
  examples: ['cache.get("x").owner'],
  on: ['live'],
  positionals: {
    expression: { type: 'string', demandOption: true, raw: true, describe: 'an expression whose value is an object' },
  },
  options: walkOptions,
  async run(context, { expression, ...args }): Promise<PathResult> {
    const { target, signal, notice } = context;
    settingsOf(args, target.process.limits);
    return await withGroup(target.session, 'path', async (group) => {
      const { type, value } = await evaluateObject(target, expression, { signal, notice }, group);
      if (value === null) throw noIdentity(type);
      const result = await walked(context, args, (walking) => findPath(target, value, walking));
      return { expression, ...result };
    });
  },
  render({ found, walk }, style) {
    const cost = renderWalk(walk, style);
    if (found === null) {
      const honest =
        'the walk did not come to it: a closure that was not looked into, a native handle or a weak collection may hold it, ' +
        'or nothing but the console';
      const hint = '.retainers says it for certain, from a heap snapshot';
      return `${renderParagraphs(honest, style)}\n${style.dim(hint)}\n${cost}`;
    }
    return `${style.cyan(found.path)}\n${style.dim(found.types.join(' → '))}\n${cost}`;
  },
});
