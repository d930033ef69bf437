import type { GrowthResult, GrowthRow, ProcessGrowth } from '../lenses/growth-result.js';
import type { Origin } from '../places/origin.js';
import { type Block, bad, type ColumnOf, dim, type Inline, note, numbers, strong, table, text } from './blocks.js';
import { formatDuration } from './format-duration.js';
import { formatBytesDelta, formatCount, formatCountDelta, formatCounted } from './format-quantities.js';
import { spreadColumns } from './spread.js';
import { viewWalk } from './walk.js';

/** The name of a type: that of the service's own stands out, one of Node's or V8's steps back. */
export function toneOfOrigin(name: string, origin: Origin | null): Inline {
  if (origin === 'own') return strong(name);
  return origin === 'builtin' ? dim(name) : name;
}

/** What has grown, as a table; types of the program stand out, and those that grew at every look. */
export function viewGrowth(growth: GrowthResult): Block[] {
  return [...viewTypes(growth), ...(growth.walk ? [viewWalk(growth.walk)] : [])];
}

function viewTypes({ since, ms, types, more, totalDelta, looks }: GrowthResult): Block[] {
  if (since === null) return [note('this is the base: what grows from now on, the next look shows')];
  const head = note(
    looks === undefined
      ? `since ${since.slice(11, 19)} UTC, ${formatDuration(ms)} ago`
      : `since the base, ${looks} looks, ${formatDuration(ms)}:`,
  );
  if (types.length === 0) return [head, text('no type has grown')];
  const rest = more > 0 ? `; ${formatCounted(more, 'more type')}` : '';
  const always = types.some((row) => row.always) ? '; ▲ grew at every look' : '';
  const shrank = types.some((row) => row.shrank && !row.always) ? '; ▽ came and went' : '';
  const sum = note(`${formatCountDelta(totalDelta ?? 0)} objects in all${rest}${always}${shrank}`);
  return [head, table(types, columnsFor(types)), sum];
}

function columnsFor(types: readonly GrowthRow[]): ColumnOf<GrowthRow>[] {
  const areMatched = types.some((row) => row.new !== null);
  const haveSizes = types.some(({ shallowDeltaBytes }) => shallowDeltaBytes !== null);
  return [
    { title: '', cell: ({ always, shrank }) => (always ? bad('▲') : shrank ? dim('▽') : '') },
    ...(areMatched ? MATCHED : []),
    numbers('delta', ({ delta }) => formatCountDelta(delta)),
    numbers('per min', ({ perMinute: rate }) => (rate === null ? '' : formatCountDelta(Math.round(rate)))),
    haveSizes
      ? numbers('size delta', ({ shallowDeltaBytes }) => formatBytesDelta(shallowDeltaBytes ?? 0))
      : numbers('count', ({ count }) => formatCount(count)),
    { title: 'type', cell: ({ name, origin }) => toneOfOrigin(name, origin), narrow: 'cut-middle' },
    // A function is named by its place.
    { title: 'where', cell: ({ name, location }) => dim(location === null || name.endsWith(location) ? '' : location) },
    ...spreadColumns<GrowthRow, ProcessGrowth>(types, ({ delta }) => delta),
  ];
}

/** What snapshots tell whose objects can be matched. */
const MATCHED: readonly ColumnOf<GrowthRow>[] = [
  numbers('new', (row) => formatCount(row.new ?? 0)),
  numbers('deleted', ({ deleted }) => formatCount(deleted ?? 0)),
];
