import { compareOrigins, selectTypes, type TypeCount } from '../analysis/type-counts.js';
import { type TypeSort, type Types as TypesOfHeap, types as typesOfHeap } from '../analysis/types.js';
import { COUNT, FLAG, oneOf, PATTERN } from '../dispatch/argument.js';
import { defineCommand, type OfProcess } from '../dispatch/command.js';
import { mergeRows, sum } from '../dispatch/merge-rows.js';
import { countLens, countLiveOptions, countOptions } from '../dispatch/walk-options.js';
import { ExitCode, UserError } from '../errors.js';
import type { CountingWalk } from '../lenses/lens.js';
import { type Origin, originOf } from '../places/origin.js';
import type { Located } from '../places/place.js';
import { describePlace } from '../places/shorten.js';
import { resolveHeap } from '../subjects/resolve-snapshots.js';
import { type Block, type ColumnOf, dim, note, numbers, strong, table, text } from '../view/blocks.js';
import { viewConsoleBytes } from '../view/console-bytes.js';
import { csvRows } from '../view/csv.js';
import { formatBytes, formatCount, formatCounted, formatShare } from '../view/format-quantities.js';
import { toneOfOrigin } from '../view/growth.js';
import { spreadColumns } from '../view/spread.js';
import { UNSEEN_BY_CENSUS } from '../view/unseen.js';
import { viewWalk } from '../view/walk.js';

/** A type with its count and sizes; a census counts, and knows no sizes. */
export interface TypeRow extends Located {
  readonly name: string;
  /** `service.js:6`: where the constructor stands; null where it is not known. Classes of one name differ in this. */
  readonly location: string | null;
  /** Whose type it is; null where a snapshot does not tell where its constructor stands. */
  readonly origin: Origin | null;
  readonly count: number;
  /** Shallow size, bytes; null where only counts are known. */
  readonly shallowBytes: number | null;
  /** Retained size, bytes; null where only counts are known. */
  readonly retainedBytes: number | null;
  /** Of several processes that were looked at together: how many each has. The row’s own numbers are their sums. */
  readonly processes?: readonly ProcessCount[];
}

/** How many objects of a class one process has. */
interface ProcessCount {
  /** Its id. */
  readonly pid: number;
  readonly count: number;
}

/** What fills the memory. */
export interface TypesResult {
  readonly takenAt: string;
  /** All objects, whether shown or not. */
  readonly total: number;
  /** Their shallow size, bytes; null where only counts are known. */
  readonly totalBytes: number | null;
  /** The classes, the greatest first. */
  readonly types: readonly TypeRow[];
  /** How many classes are left out. */
  readonly more: number;
  /** Of a snapshot: bytes that are there because of a console alone, and are not counted. */
  readonly consoleBytes?: number;
  /** What the names must match, if that was asked for. */
  readonly filter: string | null;
  /** Counted by a walk: what it saw and cost. */
  readonly walk?: CountingWalk;
}

/** What fills the memory, by type: counted in the running process, or with DevTools' numbers from a snapshot. */
export const typesCommand = defineCommand({
  name: 'types',
  group: 'counts',
  summary: 'what fills the heap: count and sizes by class',
  help:
    'On a running process it counts the objects by their constructor, exactly, and knows no sizes; --snapshot takes ' +
    'a heap snapshot instead, which costs ten times as much, and knows them. ' +
    `${UNSEEN_BY_CENSUS} --no-pause counts what a walk reaches, a few milliseconds at a time, and so does a census ` +
    'that would not fit the budget.\nShallow size is what the objects of a class take themselves, retained size ' +
    'what would be freed with all of them. In a snapshot, objects without ' +
    "class are listed by their properties, {a, b}, what is V8's own in brackets.",
  examples: ['10 --sort count', '--filter "^User" --csv users.csv'],
  on: ['files', 'live', 'page'],
  positionals: { n: { kind: COUNT, default: 20, describe: 'how many classes' } },
  options: {
    snapshot: { kind: FLAG, default: false, describe: 'with sizes, from a new heap snapshot' },
    ...countOptions,
    sort: {
      kind: oneOf('count', 'shallow', 'retained'),
      describe: "what comes first (retained; without sizes the service's own types, then packages', by count)",
    },
    filter: { kind: PATTERN, describe: 'only classes whose name matches this regular expression' },
  },
  liveOptions: countLiveOptions,
  async run(context, { n, snapshot, sort, filter, ...settings }): Promise<TypesResult> {
    const asked = { takenAt: new Date().toISOString(), filter: filter?.source ?? null };
    if (context.kind !== 'live' || snapshot) {
      const heap =
        context.kind === 'files'
          ? await resolveHeap(context)
          : (await context.takeHeap({ file: null, isAsked: true })).heap;
      return {
        ...asked,
        ...sizedTypes(typesOfHeap(heap, { most: n, sort: sort ?? 'retained', filter: filter ?? null })),
      };
    }
    if (sort && sort !== 'count') {
      throw new UserError('usage', 'a census counts, and knows no sizes', {
        hint: `types --snapshot --sort ${sort}`,
        exitCode: ExitCode.usage,
      });
    }
    const { total, types, walk, takenAt } = (await context.use('types', settings, countLens(settings))).answer;
    const rows = [...types.values()].filter(({ name, isOfEntries }) => !isOfEntries && (!filter || filter.test(name)));
    const shown = firstRows(rows, n, sort).map((type) => ({
      name: type.name,
      ...describePlace(type.place),
      origin: originOf(type.place?.url ?? null),
      count: type.count,
      shallowBytes: null,
      retainedBytes: null,
    }));
    const counted = { ...asked, takenAt, total, totalBytes: null, types: shown, more: rows.length - shown.length };
    return walk === null ? counted : { ...counted, walk };
  },
  merge: {
    // What is among the most in one process may be further down in another.
    ask: (args) => ({ ...args, n: 4 * args.n }),
    combine: combineTypes,
  },
  view: viewTypes,
  next: ({ types, totalBytes }) => {
    if (types.length === 0) return null;
    if (totalBytes === null) return '.growth, which shows what grows';
    const own = types.find(({ location }) => location !== null && !location.startsWith('node:'));
    return own ? `.retainers ${own.name}` : '.biggest, which shows what keeps most of it alive';
  },
  exports: {
    csv: {
      describe: 'append them to this file, with the time; - is standard output',
      header: 'time,name,location,count,shallowBytes,retainedBytes',
      write: ({ takenAt, types }) =>
        csvRows(
          types.map(({ name, location, count, shallowBytes, retainedBytes }) => [
            takenAt,
            name,
            location,
            count,
            shallowBytes,
            retainedBytes,
          ]),
        ),
    },
  },
});

/** The classes of several processes by their names and places. */
function combineTypes(results: readonly OfProcess<TypesResult>[], { n }: { n: number }): TypesResult {
  const [{ result: first }] = results;
  const types = mergeRows(
    results,
    ({ types }) => types,
    ({ name, location }) => `${location} ${name}`,
    (rows): TypeRow => ({
      ...rows[0].row,
      count: rows.reduce((total, { row }) => total + row.count, 0),
      shallowBytes: sum(rows.map(({ row }) => row.shallowBytes)),
      retainedBytes: sum(rows.map(({ row }) => row.retainedBytes)),
      processes: rows.map(({ pid, row: { count } }) => ({ pid, count })),
    }),
  );
  return {
    ...first,
    total: results.reduce((total, { result }) => total + result.total, 0),
    totalBytes: sum(results.map(({ result }) => result.totalBytes)),
    types: types.slice(0, n),
    more: first.more + Math.max(0, types.length - n),
  };
}

/** The service's own types before those of packages and of Node and V8; by count alone only where that is asked for. */
function firstRows(types: readonly TypeCount[], n: number, sort: TypeSort | undefined): readonly TypeCount[] {
  if (sort === 'count') return types.slice(0, n);
  return selectTypes([...types].sort(compareOrigins), n, ({ count }) => count);
}

function sizedTypes({
  total,
  totalBytes,
  types,
  more,
  consoleBytes,
}: TypesOfHeap): Omit<TypesResult, 'takenAt' | 'filter'> {
  return {
    total,
    totalBytes,
    types: types.map((type) => ({ ...type, origin: type.place && originOf(type.place.url) })),
    more,
    consoleBytes,
  };
}

function viewTypes({ total, totalBytes, types, more, consoleBytes = 0, filter, walk }: TypesResult): Block[] {
  const summary = `${formatCount(total)} objects${totalBytes === null ? '' : `, ${formatBytes(totalBytes)}`}`;
  const rest = more > 0 ? `; ${formatCounted(more, 'more class', 'more classes')}` : '';
  return [
    types.length === 0 && filter !== null
      ? text(`nothing matches /${filter}/`)
      : table(types, [
          ...(totalBytes === null ? countColumns(total) : sizeColumns(types, totalBytes)),
          ...spreadColumns<TypeRow, ProcessCount>(types, (process) => process.count),
        ]),
    note(summary + rest),
    ...viewConsoleBytes(consoleBytes),
    ...(walk ? [viewWalk(walk)] : totalBytes === null ? [note(UNSEEN_BY_CENSUS)] : []),
  ];
}

const count: ColumnOf<TypeRow> = numbers('count', (row) => formatCount(row.count));

function countColumns(total: number): ColumnOf<TypeRow>[] {
  return [
    count,
    numbers('share', (row) => formatShare(row.count, total)),
    { title: 'class', cell: ({ name, origin }) => toneOfOrigin(name, origin), narrow: 'cut-middle' },
    // A function is named by its place.
    { title: 'where', cell: ({ name, location }) => dim(location === null || name.endsWith(location) ? '' : location) },
  ];
}

function sizeColumns(types: readonly TypeRow[], totalBytes: number): ColumnOf<TypeRow>[] {
  const ambiguous = findAmbiguousNames(types);
  return [
    count,
    numbers('shallow', ({ shallowBytes }) => formatBytes(shallowBytes ?? 0)),
    numbers('retained', ({ retainedBytes }) => formatBytes(retainedBytes ?? 0)),
    numbers('share', ({ retainedBytes }) => formatShare(retainedBytes ?? 0, totalBytes)),
    {
      title: 'class',
      cell: ({ name, location }) => strong(ambiguous.has(name) && location ? `${name} ${location}` : name),
      narrow: 'cut-middle',
    },
  ];
}

/** The names of which there is more than one class: those need their place to be told apart. */
function findAmbiguousNames(types: readonly TypeRow[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(types.map(({ name }) => name).filter((name) => seen.has(name) || !seen.add(name)));
}
