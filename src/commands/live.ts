import { spend } from '../dispatch/afford.js';
import { defineCommand } from '../dispatch/command.js';
import { requireNodeId } from '../dispatch/values.js';
import { checkIds } from '../isolate/heap-ids.js';
import { type BoundObject, bindOne, objectWithId } from '../isolate/objects.js';

/** From an @id to the live object: `$0` in the console. */
export const liveCommand = defineCommand({
  name: 'live',
  summary: 'make the live object with an @id a variable of the console',
  help: 'V8 walks its heap for it, which stalls the target like a count (see types). The way back: .object EXPRESSION.',
  on: ['live'],
  positionals: { id: { type: 'string', demandOption: true, describe: 'an @id of a snapshot of this session' } },
  options: {},
  async run(context, { id }): Promise<BoundObject & { id: number }> {
    const { session } = context.target;
    const number = requireNodeId(String(id));
    await checkIds(context.target);
    const object = await spend(context, 'census', () => objectWithId(session, number));
    return { id: number, ...(await bindOne(context.target, object)) };
  },
  render: ({ variable, text }, style) => `${style.cyan(variable)} = ${text}`,
});
