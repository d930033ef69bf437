import { type BiggestRow, biggestObjects } from '../analysis/biggest.js';
import { COUNT } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { resolveHeap } from '../subjects/resolve-snapshots.js';
import { dim, type Inline, indented, numbers, table } from '../view/blocks.js';
import { viewConsoleBytes } from '../view/console-bytes.js';
import { formatBytes, formatCount, formatShare } from '../view/format-quantities.js';
import { pathText } from '../view/paths.js';

/** The objects that retain most. */
export interface BiggestResult {
  /** The shallow size of all objects of the program, bytes. */
  readonly totalBytes: number;
  /** Bytes that are there because of a console alone, and are not counted. */
  readonly consoleBytes: number;
  /** The one that retains most first. */
  readonly objects: readonly BiggestRow[];
}

/** The objects that retain most, each with the path that holds it. */
export const biggestCommand = defineCommand({
  name: 'biggest',
  group: 'snapshot',
  summary: 'the objects that retain most, with the path that holds each',
  help:
    'Where one object holds nearly all of another’s memory, only the innermost is shown. Objects of one class with ' +
    'one holder share a row. The lines below a row say what most of its memory consists of.',
  examples: ['10'],
  on: ['files', 'live', 'page'],
  positionals: { n: { kind: COUNT, default: 20, describe: 'how many objects' } },
  options: {},
  async run(context, { n }): Promise<BiggestResult> {
    const heap = await resolveHeap(context);
    return { totalBytes: heap.totalBytes, consoleBytes: heap.program.consoleBytes, objects: biggestObjects(heap, n) };
  },
  next: ({ objects: [first] }) => (first ? `.object @${first.id}` : null),
  view: ({ totalBytes, consoleBytes, objects }) => [
    table(objects.flatMap(linesOf), [
      numbers('retained', ({ retainedBytes }) => formatBytes(retainedBytes)),
      numbers('share', ({ retainedBytes }) => formatShare(retainedBytes, totalBytes)),
      numbers('shallow', ({ shallowBytes }) => (shallowBytes === null ? '' : formatBytes(shallowBytes))),
      { title: 'object and what holds it', cell: (line) => line.text, narrow: 'wrap' },
    ]),
    ...viewConsoleBytes(consoleBytes),
  ],
});

/** A line of the table: a row, or what is below it. */
interface Line {
  readonly retainedBytes: number;
  readonly shallowBytes: number | null;
  readonly text: Inline;
}

function linesOf({ retainedBytes, shallowBytes, count, path, below }: BiggestRow): Line[] {
  const times = count > 1 ? `${formatCount(count)} × ` : '';
  return [
    { retainedBytes, shallowBytes, text: times + pathText(path) },
    ...below.map((group, level) => ({
      retainedBytes: group.retainedBytes,
      shallowBytes: null,
      text: indented(dim(`${formatCount(group.count)} × ${group.name}`), level + 1),
    })),
  ];
}
