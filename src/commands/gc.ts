import { defineCommand } from '../dispatch/command.js';
import { collectGarbage, type Memory } from '../isolate/memory.js';
import { good, note, numbers, table } from '../view/blocks.js';
import { formatBytes, formatBytesDelta } from '../view/format-quantities.js';

const ROWS: readonly [string, keyof Memory][] = [
  ['heap used', 'heapUsedBytes'],
  ['heap total', 'heapTotalBytes'],
  ['array buffers', 'arrayBuffersBytes'],
  ['RSS', 'rssBytes'],
];

export const gcCommand = defineCommand({
  name: 'gc',
  group: 'process',
  summary: 'collect the garbage: memory before and after, and the time',
  help: 'A full collection stalls the target while it lasts: about 1 s per GB of heap.',
  on: ['live'],
  positionals: {},
  options: {},
  run: ({ isolate }) => collectGarbage(isolate.session),
  view({ before, after, pauseMs }) {
    const delta = (key: keyof Memory) => (after[key] ?? 0) - (before[key] ?? 0);
    return [
      table(ROWS, [
        { title: '', cell: ([name]) => name },
        numbers('before', ([, key]) => formatBytes(before[key] ?? 0)),
        numbers('after', ([, key]) => formatBytes(after[key] ?? 0)),
        numbers('delta', ([, key]) => {
          const text = formatBytesDelta(delta(key));
          return delta(key) < 0 ? good(text) : text;
        }),
      ]),
      note(`the target stood still for ${Math.round(pauseMs)} ms`),
    ];
  },
});
