import { objectRow, type ReferenceRow, references } from '../analysis/objects.js';
import { defineCommand } from '../dispatch/command.js';
import { positive, requireNodeId } from '../dispatch/values.js';
import { objectWithId } from '../subjects/resolve-object.js';
import { formatCount } from '../view/text/bytes.js';
import { contentText, renderObjects } from '../view/text/objects.js';

/** What an object refers to. */
export const refsCommand = defineCommand({
  name: 'refs',
  summary: 'what an object refers to',
  help: "Properties, elements, entries and variables; --raw shows V8's own edges, as they are in the snapshot.",
  examples: ['@1234 50'],
  on: ['files', 'live'],
  positionals: {
    id: { type: 'string', demandOption: true, describe: 'the @id of the object' },
    n: { type: 'number', describe: 'how many references', default: 30 },
  },
  options: { raw: { type: 'boolean', default: false, describe: 'every edge, those of V8 too' } },
  async run(context, { id, n, raw }) {
    const most = positive(n, 'n');
    const { heap, node } = await objectWithId(context, requireNodeId(id));
    return { ...objectRow(heap, node), ...references(heap, node, most, { raw }) };
  },
  render({ id, name, content, references: rows, moreReferences, mayHaveMore }, style) {
    const head = `${style.bold(contentText(name, content) || name)} @${id}`;
    const note = mayHaveMore ? `\n${style.dim(notWritten(name))}` : '';
    if (rows.length === 0) return `${head}\nrefers to nothing${note}`;
    const edge = { title: 'edge', text: (row: ReferenceRow) => edgeText(row) };
    const more = moreReferences > 0 ? `\n${style.dim(`+ ${formatCount(moreReferences)} more`)}` : '';
    return `${head}\n${renderObjects(rows, style, [edge])}${more}${note}`;
  },
});

/** What may be missing among the properties of any object, and among entries. */
export function notWritten(name: string): string {
  const what = name === 'Map' || name === 'Set' ? 'small integers, booleans, null and undefined' : 'small integers';
  return `${what} are not in this snapshot`;
}

/** `name` for a property or variable, `[3]` for an element, `"key" →` for an entry, V8's own in brackets. */
export function edgeText({ edge, edgeType }: ReferenceRow): string {
  if (edgeType === 'property' || edgeType === 'context') return String(edge);
  if (edgeType === 'element') return `[${edge}]`;
  if (edgeType === 'entry') return edge === '[]' ? edge : `${edge} →`;
  return `(${edge})`;
}
