import { type ObjectRow, objectRow } from '../analysis/objects.js';
import { type RetainedTypes, retainedTypes } from '../analysis/retained-types.js';
import { defineCommand } from '../dispatch/command.js';
import { positive } from '../dispatch/values.js';
import { objectOf } from '../subjects/resolve-object.js';
import { formatBytes, formatCount, formatShare } from '../view/text/bytes.js';
import { contentText } from '../view/text/objects.js';
import { renderTable } from '../view/text/table.js';
import { printable, truncate } from '../view/text/text.js';

/** What an object weighs, and what of. */
export const sizeCommand = defineCommand({
  name: 'size',
  summary: 'what an object weighs, with all that only it keeps alive, by class',
  help: 'The value of an expression, or an object by its @id.',
  examples: ['cache', '@1234 --n 5'],
  on: ['files', 'live'],
  positionals: {
    object: { type: 'string', demandOption: true, raw: true, describe: 'an expression, or an @id' },
  },
  options: { n: { type: 'number', default: 10, describe: 'how many classes' } },
  async run(context, { object, n }): Promise<ObjectRow & RetainedTypes> {
    const most = positive(n, '--n');
    const { heap, node } = await objectOf(context, object);
    return { ...objectRow(heap, node), ...retainedTypes(heap, node, most) };
  },
  render({ id, name, content, shallowBytes, retainedBytes, count, types, more }, style) {
    const head = truncate(printable(contentText(name, content) || name), Math.max(20, style.width - 70));
    const objects = `${formatCount(count)} ${count === 1 ? 'object' : 'objects'}`;
    const sizes = `${style.bold(formatBytes(retainedBytes))} retained in ${objects}, ${formatBytes(shallowBytes)} shallow`;
    const table = renderTable(
      types,
      [
        { title: 'count', align: 'right', text: (type) => formatCount(type.count) },
        { title: 'shallow', align: 'right', text: (type) => formatBytes(type.shallowBytes) },
        { title: 'share', align: 'right', text: (type) => formatShare(type.shallowBytes, retainedBytes) },
        { title: 'class', text: (type) => type.name, narrow: 'cut' },
      ],
      style,
    );
    const rest = more > 0 ? [style.dim(`+ ${formatCount(more)} more classes`)] : [];
    return [`${head} ${style.cyan(`@${id}`)}: ${sizes}`, table, ...rest].join('\n');
  },
});
