import { type ObjectRow, objectRow, type ReferenceRow, type References, references } from '../analysis/objects.js';
import { COUNT, FLAG, NODE_ID } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { resolveId } from '../subjects/resolve-object.js';
import { note, strong, text } from '../view/blocks.js';
import { formatCount } from '../view/format-quantities.js';
import { contentText, viewObjects } from '../view/objects.js';
import { edgeText, unwrittenText } from '../view/references.js';

/** What an object refers to. */
export const refsCommand = defineCommand({
  name: 'refs',
  group: 'snapshot',
  summary: 'what an object refers to',
  help: "Properties, elements, entries and variables; --raw shows V8's own edges, as they are in the snapshot.",
  examples: ['@1234 50'],
  on: ['files', 'live', 'page'],
  positionals: {
    id: { kind: NODE_ID, required: true, describe: 'the @id of the object' },
    n: { kind: COUNT, default: 30, describe: 'how many references' },
  },
  options: { raw: { kind: FLAG, default: false, describe: 'every edge, those of V8 too' } },
  async run(context, { id, n, raw }): Promise<ObjectRow & References> {
    const { heap, node } = await resolveId(context, id);
    return { ...objectRow(heap, node), ...references(heap, node, n, { raw }) };
  },
  view: ({ id, name, content, references: rows, moreReferences, mayHaveMore }) => [
    text([strong(contentText(name, content) || name), ` @${id}`]),
    rows.length === 0
      ? text('refers to nothing')
      : viewObjects(rows, [{ title: 'edge', cell: (row: ReferenceRow) => edgeText(row) }]),
    ...(moreReferences > 0 ? [note(`+ ${formatCount(moreReferences)} more`)] : []),
    ...(mayHaveMore ? [note(unwrittenText(name))] : []),
  ],
});
