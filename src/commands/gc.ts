import { defineCommand } from '../dispatch/command.js';
import { collectGarbage, type Memory } from '../isolate/memory.js';
import { formatBytes, formatBytesDelta } from '../view/text/bytes.js';
import { renderTable } from '../view/text/table.js';

export const gcCommand = defineCommand({
  name: 'gc',
  summary: 'collect the garbage: memory before and after, and the time',
  help: 'A full collection stalls the target while it lasts: about 1 s per GB of heap.',
  on: ['live'],
  positionals: {},
  options: {},
  run: ({ target }) => collectGarbage(target.session),
  render({ before, after, pauseMs }, style) {
    const rows: [string, keyof Memory][] = [
      ['heap used', 'heapUsedBytes'],
      ['heap total', 'heapTotalBytes'],
      ['array buffers', 'arrayBuffersBytes'],
      ['RSS', 'rssBytes'],
    ];
    const table = renderTable(
      rows,
      [
        { title: '', text: ([name]) => name },
        { title: 'before', align: 'right', text: ([, key]) => formatBytes(before[key] ?? 0) },
        { title: 'after', align: 'right', text: ([, key]) => formatBytes(after[key] ?? 0) },
        {
          title: 'delta',
          align: 'right',
          text: ([, key]) => formatBytesDelta((after[key] ?? 0) - (before[key] ?? 0)),
          paint: (text) => (text.startsWith('−') ? style.green(text) : text),
        },
      ],
      style,
    );
    return `${table}\n${style.dim(`the target stood still for ${Math.round(pauseMs)} ms`)}`;
  },
});
