import { type DuplicateStrings, duplicateStrings } from '../analysis/duplicate-strings.js';
import { type SlicedStrings, slicedStrings } from '../analysis/sliced-strings.js';
import { COUNT } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { resolveHeap } from '../subjects/resolve-snapshots.js';
import { type Block, dim, type Inline, indented, note, table, text } from '../view/blocks.js';
import { formatBytes, formatCount, formatCounted } from '../view/format-quantities.js';
import { pathText } from '../view/paths.js';

/** The strings that are in the heap more than once, and those that are kept by slices of them. */
export interface StringsResult extends DuplicateStrings {
  /** By what holds the slices; that which keeps most first. */
  readonly slices: readonly SlicedStrings[];
}

/** The strings that are in the heap more than once. */
export const stringsCommand = defineCommand({
  name: 'strings',
  group: 'snapshot',
  summary: 'duplicate strings, and slices that keep large ones: what they waste, who holds most of them',
  help:
    'V8 copies no text for `slice`, `substring` or a match of a regular expression: the part keeps the whole. ' +
    'A copy, as by `Buffer.from(part).toString()`, does not.',
  on: ['files', 'live', 'page'],
  positionals: { n: { kind: COUNT, default: 10, describe: 'how many texts' } },
  options: {},
  async run(context, { n }): Promise<StringsResult> {
    const heap = await resolveHeap(context);
    return { ...duplicateStrings(heap, n), slices: slicedStrings(heap, n) };
  },
  next({ strings: [first], slices: [slice] }) {
    const holder = (first ?? slice)?.holder.steps.at(-2);
    return holder ? `.object @${holder.id}, which holds ${first ? 'the first' : 'slices'}` : null;
  },
  view({ strings, texts, wastedBytes, slices }) {
    if (texts === 0) return [text('No string is in the heap twice.'), ...viewSlices(slices)];
    const rows = strings.flatMap(({ text: value, count, wastedBytes: wasted, holder }): Inline[][] => [
      [formatBytes(wasted), formatCount(count), JSON.stringify(value)],
      ['', '', indented(dim(`${formatCount(holder.count)} held by ${pathText(holder)}`))],
    ]);
    return [
      table(rows, [
        { title: 'wasted', align: 'right', cell: ([wasted]) => wasted },
        { title: 'count', align: 'right', cell: ([, count]) => count },
        { title: 'text', cell: ([, , value]) => value, narrow: 'cut' },
      ]),
      note(`${formatCounted(texts, 'text is', 'texts are')} there more than once, ${formatBytes(wastedBytes)} wasted`),
      ...viewSlices(slices),
    ];
  },
});

function viewSlices(slices: readonly SlicedStrings[]): Block[] {
  if (slices.length === 0) return [];
  return [
    text(''),
    table(slices, [
      { title: 'kept', align: 'right', cell: ({ keptBytes }) => formatBytes(keptBytes) },
      { title: 'slices', align: 'right', cell: ({ count }) => formatCount(count) },
      { title: 'of large strings, held by', cell: ({ holder }) => pathText(holder), narrow: 'wrap' },
    ]),
  ];
}
