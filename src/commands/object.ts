import { objectDetails, type ReferenceRow } from '../analysis/objects.js';
import { defineCommand } from '../dispatch/command.js';
import { systemDistance } from '../heap/distances.js';
import { objectOf } from '../subjects/resolve-object.js';
import { formatBytes, formatCount } from '../view/text/bytes.js';
import { renderObjects } from '../view/text/objects.js';
import { pathText } from '../view/text/paths.js';
import { printable, truncate } from '../view/text/text.js';
import { edgeText, notWritten } from './refs.js';

const mostReferences = 30;
const mostText = 2000;

/** All that the snapshot tells of one object. */
export const objectCommand = defineCommand({
  name: 'object',
  summary: 'one object: class, sizes, what holds it, its properties and strings',
  on: ['files', 'live'],
  positionals: {
    object: {
      type: 'string',
      demandOption: true,
      raw: true,
      describe: 'an @id, or on a running process an expression',
    },
  },
  options: {},
  async run(context, { object }) {
    const { heap, node } = await objectOf(context, object);
    return objectDetails(heap, node, mostReferences);
  },
  render(object, style) {
    const { distance, dominator } = object;
    const facts: [string, string | null][] = [
      ['class', object.location ? `${object.className} ${object.location}` : object.className],
      ['type', object.detached ? `${object.type}, detached` : object.type],
      ['shallow', formatBytes(object.shallowBytes)],
      ['retained', formatBytes(object.retainedBytes)],
      ['distance', distance === null ? 'nothing leads to it' : distanceText(distance)],
      ['dominator', dominator && `${dominator.name} @${dominator.id}`],
      ['held by', pathText(object.path)],
      ['text', object.text === null ? null : truncate(JSON.stringify(object.text), mostText)],
    ];
    const lines = facts
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${style.dim(name.padEnd(9))}  ${printable(value ?? '')}`);
    lines.unshift(style.bold(`${printable(object.name)} @${object.id}`));
    if (object.references.length > 0) {
      const edge = { title: 'edge', text: (row: ReferenceRow) => edgeText(row) };
      lines.push('', renderObjects(object.references, style, [edge]));
    }
    if (object.moreReferences > 0) lines.push(style.dim(`+ ${formatCount(object.moreReferences)} more`));
    if (object.mayHaveMore) lines.push(style.dim(notWritten(object.name)));
    return lines.join('\n');
  },
});

/** What only V8's own roots lead to is told apart, as DevTools does. */
function distanceText(distance: number): string {
  return distance >= systemDistance ? `${distance - systemDistance} from V8's own roots` : String(distance);
}
