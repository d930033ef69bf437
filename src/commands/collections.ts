import { COUNT, FLAG } from '../dispatch/argument.js';
import { defineCommand, type OfProcess } from '../dispatch/command.js';
import { mergeRows, sum, sumCourses } from '../dispatch/merge-rows.js';
import { repeat, repeatOptions, repetitionOf } from '../dispatch/repeat.js';
import { walkOptions } from '../dispatch/walk-options.js';
import type { Collection, Collections, UnlistedHolder } from '../lenses/walk/find-collections.js';
import {
  accent,
  type Block,
  type ColumnOf,
  dim,
  type Inline,
  note,
  numbers,
  strong,
  table,
  warn,
} from '../view/blocks.js';
import { csvRows } from '../view/csv.js';
import { formatCount, formatCountDelta } from '../view/format-quantities.js';
import { spreadColumns } from '../view/spread.js';
import { viewWalk } from '../view/walk.js';

/** A collection, and how it has grown. */
interface Row extends Collection {
  /** The numbers of its entries since the first look of this command. */
  readonly course: readonly number[];
  /** Of several processes that were looked at together: what each has. The row’s own numbers are their sums. */
  readonly processes?: readonly ProcessEntries[];
}

/** What one process has of a collection. */
interface ProcessEntries {
  /** Its id. */
  readonly pid: number;
  /** How many entries. */
  readonly entries: number;
  /** How many more than at the look before; null where it is new, or this is the first look. */
  readonly delta: number | null;
}

/** A look at the collections. */
export interface CollectionsResult extends Omit<Collections, 'collections'> {
  /** In the first look the largest first; later, those that have grown most. */
  readonly collections: readonly Row[];
}

const MOST_IN_COURSE = 60;

/** The largest collections of a process, by the names of the variables that hold them. */
export const collectionsCommand = defineCommand({
  name: 'collections',
  group: 'growth',
  summary: 'the largest collections, by name, and how they grow, without stopping the service',
  help:
    'A walk through the objects of the process, a few milliseconds at a time, finds its maps, sets, arrays, ' +
    'dictionaries and listeners; from the second call on, the one that has grown most comes first. What waits for a ' +
    'promise, what a FinalizationRegistry holds, and worker threads that nothing refers to, no running program can ' +
    'list: .growth and .retainers see them. What only the this of an arrow function holds is seen after a .growth.',
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
  merge: {
    // What is among the largest in one process may be further down in another.
    ask: (args) => ({ ...args, n: 4 * args.n }),
    combine: combineCollections,
  },
  view: viewCollections,
  next: nextAfterCollections,
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

/** What to ask next: of those that grow about as fast as the first, the first whose class says more than `Object`. */
function nextAfterCollections({ since, collections }: CollectionsResult): string | null {
  if (since === null) return null;
  const most = collections[0]?.delta ?? 0;
  if (most <= 0) return '.growth, which counts all objects: promises and closures are in no collection';
  const classes = collections.filter(({ delta }) => (delta ?? 0) > most / 2).map(({ holds: [held] }) => held);
  const telling = classes.find((name) => /^[A-Z]\w*$/.test(name) && !Object.hasOwn(globalThis, name));
  return telling ? `.retainers ${telling}` : '.diagnose, which tells growth from warm-up';
}

/** The collections of several processes by their paths. */
function combineCollections(results: readonly OfProcess<CollectionsResult>[], { n }: { n: number }): CollectionsResult {
  const [{ result: first }] = results;
  const collections = mergeRows(
    results,
    ({ collections }) => collections,
    ({ path, kind }) => `${kind} ${path}`,
    (rows): Row => ({
      ...rows[0].row,
      entries: rows.reduce((total, { row }) => total + row.entries, 0),
      delta: sum(rows.map(({ row }) => row.delta)),
      course: sumCourses(rows.map(({ row }) => row.course)),
      processes: rows.map(({ pid, row: { entries, delta } }) => ({ pid, entries, delta })),
    }),
  );
  const unlisted = new Map(results.flatMap(({ result }) => result.unlisted.map((each) => [holderText(each), each])));
  return { ...first, collections: collections.slice(0, n), unlisted: [...unlisted.values()] };
}

function nameOf({ path, weakMap }: Row): Inline {
  return weakMap === null ? accent(path) : [accent(path), dim(` by the WeakMap ${weakMap}`)];
}

function holderText({ path, kind }: UnlistedHolder): string {
  return `${path} (${kind === 'Promise' ? 'a promise that is still pending' : kind})`;
}

function viewCollections({ collections, unlisted, since, at, walk }: CollectionsResult): Block[] {
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
    ? [{ title: '', cell: (row) => ({ curve: row.course, most: 12 }) }]
    : [];
  return [
    table(collections, [
      { title: 'collection', cell: nameOf, narrow: 'cut-middle' },
      { title: 'kind', cell: ({ kind, link }) => (link === null ? kind : `${kind} by ${link}`) },
      numbers('entries', ({ entries }) => strong(formatCount(entries))),
      ...growth,
      ...course,
      ...spreadColumns<Row, ProcessEntries>(collections, ({ entries }) => entries),
      { title: 'of', cell: ({ holds }) => dim(holds.slice(0, 2).join(', ')) },
    ]),
    viewWalk(walk),
    ...(unlisted.length > 0 ? [note(`V8 does not list what these hold: ${unlisted.map(holderText).join(', ')}`)] : []),
    ...(since === null
      ? [note('this is the base: at the next look, or with --every 10s, what has grown comes first')]
      : []),
  ];
}
