import type { CollectionsResult } from '../../commands/collections.js';
import { formatCount, formatCountDelta } from './bytes.js';
import { curve } from './curve.js';
import type { Style } from './style.js';
import { renderTable } from './table.js';
import { renderWalk } from './walk.js';

type Row = CollectionsResult['collections'][number];

/** A look at the collections as a table; a later look takes the place of the one before on a terminal. */
export function renderCollections({ collections, since, at, walk }: CollectionsResult, style: Style): string {
  const seconds = since === null ? 0 : (Date.parse(at) - Date.parse(since)) / 1000;
  const hasCourse = collections.some(({ course }) => course.length > 1);
  const grown = (row: Row) => (row.delta ?? 0) > 0;
  const table = renderTable(
    collections,
    [
      { title: 'collection', text: ({ path }) => path, narrow: 'cut', paint: style.cyan },
      { title: 'kind', text: ({ kind }) => kind },
      { title: 'entries', align: 'right', text: ({ entries }) => formatCount(entries), paint: style.bold },
      ...(since === null
        ? []
        : [
            {
              title: 'growth',
              align: 'right' as const,
              text: ({ delta }: Row) => (delta === null ? 'new' : formatCountDelta(delta)),
              paint: (text: string, row: Row) => (grown(row) ? style.yellow(text) : text),
            },
            {
              title: 'per min',
              align: 'right' as const,
              text: ({ delta }: Row) => (delta ? formatCountDelta(Math.round((delta * 60) / seconds)) : ''),
            },
          ]),
      ...(hasCourse ? [{ title: '', text: ({ course }: Row) => curve(course, 12), paint: style.yellow }] : []),
      { title: 'of', text: ({ holds }) => holds.slice(0, 2).join(', '), paint: style.dim },
    ],
    style,
  );
  const first =
    since === null ? `\n${style.dim('the base is set: from the next call on, what has grown comes first')}` : '';
  return `${table}\n${renderWalk(walk, style)}${first}`;
}
