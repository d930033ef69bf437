import { NODE_ID } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { checkId } from '../isolate/heap-ids.js';
import { type BoundObject, bindOne } from '../isolate/objects.js';
import { accent, text } from '../view/blocks.js';

/** From an @id to the live object: `$0` in the console. */
export const liveCommand = defineCommand({
  name: 'live',
  group: 'snapshot',
  summary: 'make the live object with an @id a variable of the console',
  help:
    'V8 walks its heap for it, which stalls the target about as long as `.gc` does. The way back: ' +
    '.object EXPRESSION.',
  on: ['live'],
  onlyInConsole: 'live makes a variable of the console, which ends with this one command from the shell',
  positionals: { id: { kind: NODE_ID, required: true, describe: 'an @id of a snapshot of this session' } },
  options: {},
  async run({ isolate, use }, { id }): Promise<BoundObject & { readonly id: number }> {
    await checkId(isolate, id);
    const { answer } = await use('object', { id });
    return { id, ...(await bindOne(isolate, answer)) };
  },
  view: (bound) => [text([accent(bound.variable), ` = ${bound.text}`], 'keep')],
});
