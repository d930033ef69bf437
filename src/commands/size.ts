import { type ObjectRow, objectRow } from '../analysis/objects.js';
import { type RetainedTypes, retainedTypes } from '../analysis/retained-types.js';
import { COUNT, EXPRESSION } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { resolveObject } from '../subjects/resolve-object.js';
import { accent, note, numbers, strong, table, text } from '../view/blocks.js';
import { formatBytes, formatCount, formatCounted, formatShare } from '../view/format-quantities.js';
import { contentText } from '../view/objects.js';

/** What an object weighs, and what of. */
export const sizeCommand = defineCommand({
  name: 'size',
  group: 'snapshot',
  summary: 'what an object weighs, with all that only it keeps alive, by class',
  help: 'The value of an expression, or an object by its @id.',
  examples: ['cache', '@1234 --n 5'],
  on: ['files', 'live', 'page'],
  positionals: { object: { kind: EXPRESSION, required: true, raw: true, describe: 'an expression, or an @id' } },
  options: { n: { kind: COUNT, default: 10, describe: 'how many classes' } },
  async run(context, { object, n }): Promise<ObjectRow & RetainedTypes> {
    const { heap, node } = await resolveObject(context, object);
    return { ...objectRow(heap, node), ...retainedTypes(heap, node, n) };
  },
  next: ({ id }) => `.retainers @${id}`,
  view: ({ id, name, content, shallowBytes, retainedBytes, count, types, more }) => [
    text([
      [contentText(name, content) || name, ' ', accent(`@${id}`), ': ', strong(formatBytes(retainedBytes))],
      ` retained in ${formatCounted(count, 'object')}, ${formatBytes(shallowBytes)} shallow`,
    ]),
    table(types, [
      numbers('count', (type) => formatCount(type.count)),
      numbers('shallow', (type) => formatBytes(type.shallowBytes)),
      numbers('share', (type) => formatShare(type.shallowBytes, retainedBytes)),
      { title: 'class', cell: (type) => type.name, narrow: 'cut-middle' },
    ]),
    ...(more > 0 ? [note(`+ ${formatCounted(more, 'more class', 'more classes')}`)] : []),
  ],
});
