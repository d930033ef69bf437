import { duplicateStrings } from '../analysis/duplicate-strings.js';
import { COUNT } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { resolveHeap } from '../subjects/resolve-snapshots.js';
import { dim, type Inline, note, table, text } from '../view/blocks.js';
import { formatBytes, formatCount, formatCounted } from '../view/format-quantities.js';
import { pathText } from '../view/paths.js';

/** The strings that are in the heap more than once. */
export const stringsCommand = defineCommand({
  name: 'strings',
  group: 'snapshot',
  summary: 'duplicate strings: how many, what they waste, who holds most of them',
  on: ['files', 'live'],
  positionals: { n: { kind: COUNT, default: 10, describe: 'how many texts' } },
  options: {},
  run: async (context, { n }) => duplicateStrings(await resolveHeap(context), n),
  view({ strings, texts, wastedBytes }) {
    if (texts === 0) return [text('No string is in the heap twice.')];
    const rows = strings.flatMap(({ text: value, count, wastedBytes: wasted, holder }): Inline[][] => [
      [formatBytes(wasted), formatCount(count), JSON.stringify(value)],
      ['', '', dim(`  ${formatCount(holder.count)} held by ${pathText(holder)}`)],
    ]);
    return [
      table(rows, [
        { title: 'wasted', align: 'right', cell: ([wasted]) => wasted },
        { title: 'count', align: 'right', cell: ([, count]) => count },
        { title: 'text', cell: ([, , value]) => value, narrow: 'cut' },
      ]),
      note(`${formatCounted(texts, 'text is', 'texts are')} there more than once, ${formatBytes(wastedBytes)} wasted`),
    ];
  },
});
