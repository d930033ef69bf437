import { objectDetails, type ReferenceRow } from '../analysis/objects.js';
import { EXPRESSION } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { systemDistance } from '../heap/distances.js';
import { resolveObject } from '../subjects/resolve-object.js';
import { note, strong, text } from '../view/blocks.js';
import { facts } from '../view/facts.js';
import { formatBytes, formatCount } from '../view/format-quantities.js';
import { viewObjects } from '../view/objects.js';
import { pathText } from '../view/paths.js';
import { edgeText, unwrittenText } from '../view/references.js';

const MOST_REFERENCES = 30;
/** Characters of a string that are shown. */
const MOST_TEXT = 2000;

/** All that the snapshot knows of one object. */
export const objectCommand = defineCommand({
  name: 'object',
  group: 'snapshot',
  summary: 'one object: class, sizes, what holds it, its properties and strings',
  on: ['files', 'live', 'page'],
  positionals: {
    object: {
      kind: EXPRESSION,
      required: true,
      raw: true,
      describe: 'an @id, or on a running process an expression',
    },
  },
  options: {},
  async run(context, { object }) {
    const { heap, node } = await resolveObject(context, object);
    return objectDetails(heap, node, MOST_REFERENCES);
  },
  next: ({ id }) => `.size @${id}, which shows what it keeps alive`,
  view(object) {
    const { distance, dominator, references, moreReferences } = object;
    const string = object.text === null ? null : JSON.stringify(object.text);
    return [
      text([strong(object.name), strong(` @${object.id}`)]),
      ...facts([
        ['class', object.location ? `${object.className} ${object.location}` : object.className],
        ['type', object.detached ? `${object.type}, detached` : object.type],
        ['shallow', formatBytes(object.shallowBytes)],
        ['retained', formatBytes(object.retainedBytes)],
        ['distance', distance === null ? 'nothing leads to it' : distanceText(distance)],
        ['dominator', dominator && `${dominator.name} @${dominator.id}`],
        ['held by', pathText(object.path)],
        ['text', string && (string.length > MOST_TEXT ? `${string.slice(0, MOST_TEXT)}…` : string)],
      ]),
      ...(references.length > 0
        ? [text(''), viewObjects(references, [{ title: 'edge', cell: (row: ReferenceRow) => edgeText(row) }])]
        : []),
      ...(moreReferences > 0 ? [note(`+ ${formatCount(moreReferences)} more`)] : []),
      ...(object.mayHaveMore ? [note(unwrittenText(object.name))] : []),
    ];
  },
});

/** What only V8's own roots lead to is told apart, as DevTools does. */
function distanceText(distance: number): string {
  return distance >= systemDistance ? `${distance - systemDistance} from V8's own roots` : String(distance);
}
