import { COUNT, FLAG } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { repeat, repeatOptions, repetitionOf } from '../dispatch/repeat.js';
import { walkOptions } from '../dispatch/walk-options.js';
import type { Collection, Collections } from '../lenses/walk/find-collections.js';
import { accent, type Block, type ColumnOf, dim, note, numbers, strong, table, warn } from '../view/blocks.js';
import { csvRows } from '../view/csv.js';
import { formatCount, formatCountDelta } from '../view/format-quantities.js';
import { viewWalk } from '../view/walk.js';

/** A collection, and how it has grown. */
interface Row extends Collection {
  /** The numbers of its entries since the first look of this command. */
  readonly course: readonly number[];
}

/** A look at the collections. */
export interface CollectionsResult extends Omit<Collections, 'collections'> {
  /** In the first look the largest first; later, those that have grown most. */
  readonly collections: readonly Row[];
}

const MOST_IN_COURSE = 60;

export const collectionsCommand = defineCommand({
  name: 'collections',
  group: 'growth',
  summary: 'the largest collections, by name, and how they grow, without stopping the service',
  help:
    'A walk through the objects of the process, a few milliseconds at a time, finds its maps, sets, arrays, dictionaries and ' +
    'listeners; from the second call on, the one that has grown most comes first.',
  examples: ['', '--watch 10s', '20 --every 1m --count 10 --csv collections.csv'],
  on: ['live'],
  positionals: { n: { kind: COUNT, default: 15, describe: 'how many' } },
  options: {
    ...repeatOptions,
    ...walkOptions,
    all: { kind: FLAG, default: false, describe: 'those of Node’s own modules too' },
  },
  run(context, { n, all, every, count, watch, slice, duty, walkMemory }): AsyncIterable<CollectionsResult> {
    const courses = new Map<number, number[]>();
    return repeat(repetitionOf({ every, watch, count }), context.signal, async () => {
      const { answer } = await context.use('collections', { most: n, all, slice, duty, walkMemory });
      const collections = answer.collections.map((collection) => {
        const course = [...(courses.get(collection.id) ?? []), collection.entries].slice(-MOST_IN_COURSE);
        courses.set(collection.id, course);
        return { ...collection, course };
      });
      return { ...answer, collections };
    });
  },
  view: viewCollections,
  next({ since, collections: [first] }) {
    if (since === null || !first || (first.delta ?? 0) <= 0) return null;
    const [held] = first.holds;
    return held && /^[A-Z]\w*$/.test(held) ? `.retainers ${held}` : '.diagnose, which tells growth from warm-up';
  },
  redraws: ({ watch }) => watch !== undefined,
  exports: {
    csv: {
      describe: 'append one line a collection and look to this file, with the time; - is standard output',
      header: 'time,path,kind,entries,delta',
      write: ({ collections, at }) =>
        csvRows(collections.map(({ path, kind, entries, delta }) => [at, path, kind, entries, delta])),
    },
  },
});

function viewCollections({ collections, since, at, walk }: CollectionsResult): Block[] {
  const seconds = since === null ? 0 : (Date.parse(at) - Date.parse(since)) / 1000;
  const growth: ColumnOf<Row>[] =
    since === null
      ? []
      : [
          numbers('growth', ({ delta }) => {
            if (delta === null) return 'new';
            return delta > 0 ? warn(formatCountDelta(delta)) : formatCountDelta(delta);
          }),
          numbers('per min', ({ delta }) => (delta ? formatCountDelta(Math.round((delta * 60) / seconds)) : '')),
        ];
  const course: ColumnOf<Row>[] = collections.some((row) => row.course.length > 1)
    ? [{ title: '', cell: (row) => ({ curve: row.course, columns: 12 }) }]
    : [];
  return [
    table(collections, [
      { title: 'collection', cell: ({ path }) => accent(path), narrow: 'cut-middle' },
      { title: 'kind', cell: ({ kind }) => kind },
      numbers('entries', ({ entries }) => strong(formatCount(entries))),
      ...growth,
      ...course,
      { title: 'of', cell: ({ holds }) => dim(holds.slice(0, 2).join(', ')) },
    ]),
    viewWalk(walk),
    ...(since === null
      ? [note('this is the base: at the next look, or with --every 10s, what has grown comes first')]
      : []),
  ];
}
