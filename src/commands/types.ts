import { parseFilter, type TypeSort, types } from '../analysis/types.js';
import { appendCsv, checkCsv } from '../cli/csv.js';
import { defineCommand } from '../dispatch/command.js';
import type { Context } from '../dispatch/context.js';
import {
  BLIND,
  type CountArguments,
  type CountingWalk,
  countOptions,
  countTypes,
  liveOptions,
  placeOf,
} from '../dispatch/count-types.js';
import { positive } from '../dispatch/values.js';
import { ExitCode, UserError } from '../errors.js';
import { takeSnapshot } from '../lenses/snapshot/take-snapshot.js';
import { heapOf, liveContext } from '../subjects/resolve-snapshots.js';
import { formatBytes, formatCount, formatCounted, formatShare } from '../view/text/bytes.js';
import { renderParagraphs } from '../view/text/paragraphs.js';
import { type Column, renderTable } from '../view/text/table.js';
import { printable } from '../view/text/text.js';
import { renderWalk } from '../view/text/walk.js';

/** A type with its count and sizes; a census counts, and knows no sizes. */
interface TypeRow {
  readonly name: string;
  readonly location: string | null;
  readonly count: number;
  readonly shallowBytes: number | null;
  readonly retainedBytes: number | null;
}

/** What fills the memory. `totalBytes`: null where only counts are known. */
interface Types {
  readonly total: number;
  readonly totalBytes: number | null;
  readonly types: readonly TypeRow[];
  readonly more: number;
  /** What the names must match, if that was asked for. */
  readonly filter: string | null;
  /** Counted by a walk: what it saw and cost. */
  readonly walk?: CountingWalk;
}

interface Wish {
  readonly most: number;
  readonly sort: TypeSort | undefined;
  readonly filter: RegExp | null;
}

/** What fills the memory, by type: counted in the running process, or with DevTools' numbers from a snapshot. */
export const typesCommand = defineCommand({
  name: 'types',
  summary: 'what fills the heap: count and sizes by class',
  help:
    'On a running process it counts the objects by their constructor, exactly, and knows no sizes; --snapshot takes a heap ' +
    `snapshot instead, which costs ten times as much, and knows them. ${BLIND} --no-pause counts what a walk reaches, a few ` +
    'milliseconds at a time, and so does a census that would not fit the budget.\nShallow size is what the objects of a class ' +
    'take themselves, retained size what would be freed with all of them. In a snapshot, objects without class are listed by ' +
    "their properties, {a, b}, what is V8's own in brackets.",
  examples: ['10 --sort count', '--filter "^User" --csv users.csv'],
  on: ['files', 'live'],
  positionals: { n: { type: 'number', describe: 'how many classes', default: 20 } },
  options: {
    snapshot: { type: 'boolean', describe: 'with sizes, from a new heap snapshot' },
    ...countOptions,
    sort: {
      choices: ['count', 'shallow', 'retained'],
      describe: 'what comes first (retained, or count without sizes)',
    },
    filter: { type: 'string', describe: 'only classes whose name matches this regular expression' },
    csv: { type: 'string', describe: 'append all of them to this file, with the time', normalize: true },
  },
  liveOptions,
  async *run(context, { n, snapshot, sort, filter, csv, ...args }): AsyncGenerator<Types> {
    const most = positive(n, 'n');
    const wish = {
      most: csv === undefined ? most : Number.POSITIVE_INFINITY,
      sort: sort as TypeSort | undefined,
      filter: parseFilter(filter),
    };
    if (csv !== undefined) await checkCsv(csv);
    const live = liveContext(context);
    const result = live && !snapshot ? await countedTypes(live, wish, args) : await sizedTypes(context, snapshot, wish);
    const { types, more } = result;
    yield {
      ...result,
      filter: filter ?? null,
      types: types.slice(0, most),
      more: more + Math.max(0, types.length - most),
    };
    // A disk that is full must not cost the answer, for which the target may have stalled.
    if (csv !== undefined) await appendCsv(csv, types);
  },
  render({ total, totalBytes, types: rows, more, filter, walk }, style) {
    const located = namesThatDiffer(rows);
    const size = (key: 'shallowBytes' | 'retainedBytes', title: string): Column<TypeRow> => ({
      title,
      align: 'right',
      text: (row) => formatBytes(row[key] ?? 0),
    });
    const sizes: Column<TypeRow>[] = [
      size('shallowBytes', 'shallow'),
      size('retainedBytes', 'retained'),
      { title: 'share', align: 'right', text: ({ retainedBytes }) => formatShare(retainedBytes ?? 0, totalBytes ?? 0) },
    ];
    const share: Column<TypeRow> = { title: 'share', align: 'right', text: ({ count }) => formatShare(count, total) };
    const place: Column<TypeRow> = { title: 'where', text: ({ location }) => location ?? '', paint: style.dim };
    const columns: Column<TypeRow>[] = [
      { title: 'count', align: 'right', text: ({ count }) => formatCount(count) },
      ...(totalBytes === null ? [share] : sizes),
      {
        title: 'class',
        text: ({ name, location }) =>
          totalBytes !== null && located.has(name) && location ? `${name} ${location}` : name,
        paint: style.bold,
        narrow: 'cut',
      },
      ...(totalBytes === null ? [place] : []),
    ];
    const summary = `${formatCount(total)} objects${totalBytes === null ? '' : `, ${formatBytes(totalBytes)}`}`;
    const rest = more > 0 ? `; ${formatCounted(more, 'more class', 'more classes')}` : '';
    const blind = walk
      ? [renderWalk(walk, style)]
      : totalBytes === null
        ? [style.dim(renderParagraphs(BLIND, style))]
        : [];
    const found =
      rows.length === 0 && filter !== null
        ? `nothing matches /${printable(filter)}/`
        : renderTable(rows, columns, style);
    return [found, style.dim(summary + rest), ...blind].join('\n');
  },
});

async function countedTypes(
  context: Context<'live'>,
  { most, sort, filter }: Wish,
  args: CountArguments,
): Promise<Omit<Types, 'filter'>> {
  if (sort && sort !== 'count') {
    throw new UserError('usage', 'a census counts, and knows no sizes', {
      hint: `types --snapshot --sort ${sort}`,
      exitCode: ExitCode.usage,
    });
  }
  const { total, types, walk } = await countTypes(context, args);
  const rows = [...types.values()].filter(({ name }) => filter === null || filter.test(name));
  const shown = rows.slice(0, most).map((type) => ({
    name: type.name,
    location: placeOf(type),
    count: type.count,
    shallowBytes: null,
    retainedBytes: null,
  }));
  const counted = { total, totalBytes: null, types: shown, more: rows.length - shown.length };
  return walk === null ? counted : { ...counted, walk };
}

async function sizedTypes(
  context: Context,
  fresh = false,
  { most, sort = 'retained', filter }: Wish,
): Promise<Omit<Types, 'filter'>> {
  const live = liveContext(context);
  const heap = live && fresh ? (await takeSnapshot(live)).heap : await heapOf(context);
  return types(heap, { most, sort, filter });
}

/** The names of which there is more than one class: those need their place to be told apart. */
function namesThatDiffer(rows: readonly TypeRow[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(rows.map(({ name }) => name).filter((name) => seen.has(name) || !seen.add(name)));
}
