import { biggestObjects } from '../analysis/objects.js';
import { defineCommand } from '../dispatch/command.js';
import { positive } from '../dispatch/values.js';
import { heapOf } from '../subjects/resolve-snapshots.js';
import { formatBytes, formatShare } from '../view/text/bytes.js';
import { pathText } from '../view/text/paths.js';
import { renderTable } from '../view/text/table.js';

/** The objects that retain most. */
export const biggestCommand = defineCommand({
  name: 'biggest',
  summary: 'the objects that retain most, with the path that holds each',
  help: 'An object that holds a big one is itself big: read the list from the bottom of a path.',
  examples: ['10'],
  on: ['files', 'live'],
  positionals: { n: { type: 'number', describe: 'how many objects', default: 20 } },
  options: {},
  async run(context, { n }) {
    const most = positive(n, 'n');
    const heap = await heapOf(context);
    return { totalBytes: heap.totalBytes, objects: biggestObjects(heap, most) };
  },
  render({ totalBytes, objects }, style) {
    return renderTable(
      objects,
      [
        { title: 'retained', align: 'right', text: ({ retainedBytes }) => formatBytes(retainedBytes) },
        { title: 'share', align: 'right', text: ({ retainedBytes }) => formatShare(retainedBytes, totalBytes) },
        { title: 'shallow', align: 'right', text: ({ shallowBytes }) => formatBytes(shallowBytes) },
        { title: 'object and what holds it', text: ({ path }) => pathText(path), narrow: 'wrap' },
      ],
      style,
    );
  },
});
