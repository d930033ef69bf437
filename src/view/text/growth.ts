import type { Growth, GrowthRow } from '../../commands/growth.js';
import { formatBytesDelta, formatCount, formatCountDelta } from './bytes.js';
import { formatDuration } from './duration.js';
import type { Style } from './style.js';
import { type Column, renderTable } from './table.js';
import { renderWalk } from './walk.js';

/** What has grown, as a table; types of the program stand out, and those that grew at every look. */
export function renderGrowth(growth: Growth, style: Style): string {
  const text = renderTypes(growth, style);
  return growth.walk ? `${text}\n${renderWalk(growth.walk, style)}` : text;
}

function renderTypes({ since, ms, types, more, totalDelta, looks }: Growth, style: Style): string {
  if (since === null) return style.dim('this is the base: what grows from now on, the next look shows');
  const head = style.dim(
    looks === undefined
      ? `since ${since.slice(11, 19)} UTC, ${formatDuration(ms)} ago`
      : `since the base, ${looks} looks, ${formatDuration(ms)}:`,
  );
  if (types.length === 0) return `${head}\nno type has grown`;
  const areMatched = types.some((row) => row.new !== null);
  const haveSizes = types.some(({ shallowDeltaBytes }) => shallowDeltaBytes !== null);
  const columns: Column<GrowthRow>[] = [
    { title: '', text: ({ always }) => (always ? '▲' : ''), paint: style.red },
    ...(areMatched ? matched : []),
    { title: 'delta', align: 'right', text: ({ delta }) => formatCountDelta(delta) },
    {
      title: 'per min',
      align: 'right',
      text: ({ perMinute: rate }) => (rate === null ? '' : formatCountDelta(Math.round(rate))),
    },
    haveSizes
      ? {
          title: 'size delta',
          align: 'right',
          text: ({ shallowDeltaBytes }) => formatBytesDelta(shallowDeltaBytes ?? 0),
        }
      : { title: 'count', align: 'right', text: ({ count }) => formatCount(count) },
    {
      title: 'type',
      text: ({ name }) => name,
      paint: (text, { own }) => (own ? style.bold(text) : text),
      narrow: 'cut',
    },
    { title: 'where', text: ({ location }) => location ?? '', paint: style.dim },
  ];
  const rest = more > 0 ? `; ${formatCount(more)} more types` : '';
  const always = types.some((row) => row.always) ? '; ▲ grew at every look' : '';
  const sum = style.dim(`${formatCountDelta(totalDelta ?? 0)} objects in all${rest}${always}`);
  return [head, renderTable(types, columns, style), sum].join('\n');
}

/** What snapshots tell whose objects can be matched. */
const matched: readonly Column<GrowthRow>[] = [
  { title: 'new', align: 'right', text: (row) => formatCount(row.new ?? 0) },
  { title: 'deleted', align: 'right', text: ({ deleted }) => formatCount(deleted ?? 0) },
];
