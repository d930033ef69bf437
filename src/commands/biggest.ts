import { type BigObject, biggestObjects } from '../analysis/objects.js';
import { COUNT } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { resolveHeap } from '../subjects/resolve-snapshots.js';
import { numbers, table } from '../view/blocks.js';
import { formatBytes, formatShare } from '../view/format-quantities.js';
import { pathText } from '../view/paths.js';

/** The objects that retain most. */
export interface BiggestResult {
  /** The shallow size of all objects, bytes. */
  readonly totalBytes: number;
  /** The one that retains most first. */
  readonly objects: readonly BigObject[];
}

/** The objects that retain most, each with the path that holds it. */
export const biggestCommand = defineCommand({
  name: 'biggest',
  group: 'snapshot',
  summary: 'the objects that retain most, with the path that holds each',
  help: 'An object that holds a big one is itself big: read the list from the bottom of a path.',
  examples: ['10'],
  on: ['files', 'live'],
  positionals: { n: { kind: COUNT, default: 20, describe: 'how many objects' } },
  options: {},
  async run(context, { n }): Promise<BiggestResult> {
    const heap = await resolveHeap(context);
    return { totalBytes: heap.totalBytes, objects: biggestObjects(heap, n) };
  },
  view: ({ totalBytes, objects }) => [
    table(objects, [
      numbers('retained', ({ retainedBytes }) => formatBytes(retainedBytes)),
      numbers('share', ({ retainedBytes }) => formatShare(retainedBytes, totalBytes)),
      numbers('shallow', ({ shallowBytes }) => formatBytes(shallowBytes)),
      { title: 'object and what holds it', cell: ({ path }) => pathText(path), narrow: 'wrap' },
    ]),
  ],
});
