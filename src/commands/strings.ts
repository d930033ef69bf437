import { duplicateStrings } from '../analysis/duplicate-strings.js';
import { defineCommand } from '../dispatch/command.js';
import { positive } from '../dispatch/values.js';
import { heapOf } from '../subjects/resolve-snapshots.js';
import { formatBytes, formatCount, formatCounted } from '../view/text/bytes.js';
import { pathText } from '../view/text/paths.js';
import { renderTable } from '../view/text/table.js';

/** The strings that are in the heap more than once. */
export const stringsCommand = defineCommand({
  name: 'strings',
  summary: 'duplicate strings: how many, what they waste, who holds most of them',
  on: ['files', 'live'],
  positionals: { n: { type: 'number', describe: 'how many texts', default: 10 } },
  options: {},
  async run(context, { n }) {
    const most = positive(n, 'n');
    return duplicateStrings(await heapOf(context), most);
  },
  render({ strings, texts, wastedBytes }, style) {
    if (texts === 0) return 'No string is in the heap twice.';
    const table = renderTable(
      strings.flatMap(({ text, count, wastedBytes: wasted, holder }) => [
        { wasted: formatBytes(wasted), count: formatCount(count), text: JSON.stringify(text) },
        { wasted: '', count: '', text: `  ${formatCount(holder.count)} held by ${pathText(holder)}` },
      ]),
      [
        { title: 'wasted', align: 'right', text: ({ wasted }) => wasted },
        { title: 'count', align: 'right', text: ({ count }) => count },
        {
          title: 'text',
          text: ({ text }) => text,
          paint: (text, { wasted }) => (wasted === '' ? style.dim(text) : text),
          narrow: 'cut',
        },
      ],
      style,
    );
    const summary = `${formatCounted(texts, 'text is', 'texts are')} there more than once, ${formatBytes(wastedBytes)} wasted`;
    return `${table}\n${style.dim(summary)}`;
  },
});
