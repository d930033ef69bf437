import { access } from 'node:fs/promises';
import { type Diff, diff, type TypeDiff } from '../analysis/diff.js';
import { findInstances, newInstances } from '../analysis/instances.js';
import { largestInstances, type ObjectRow } from '../analysis/objects.js';
import { COUNT, TEXTS } from '../dispatch/argument.js';
import { type Context, defineCommand } from '../dispatch/command.js';
import { ExitCode, UserError } from '../errors.js';
import { UNMATCHED } from '../subjects/growth-by-snapshots.js';
import {
  knownSnapshots,
  resolveBase,
  resolveFile,
  resolveLatest,
  type Snapshot,
  snapshotText,
} from '../subjects/resolve-snapshots.js';
import { type Block, type ColumnOf, note, numbers, strong, table, text } from '../view/blocks.js';
import {
  formatBytes,
  formatBytesDelta,
  formatCount,
  formatCountDelta,
  formatCounted,
} from '../view/format-quantities.js';
import { viewObjects } from '../view/objects.js';

/** A snapshot that was compared. */
export interface ComparedSnapshot {
  /** Its file; null where none was written. */
  readonly path: string | null;
  /** When it was taken in this session, ISO 8601; null for one that was opened. */
  readonly takenAt: string | null;
}

/** Which two snapshots were compared. */
export interface ComparedSnapshots {
  /** The earlier one. */
  readonly base: ComparedSnapshot;
  /** The later one. */
  readonly latest: ComparedSnapshot;
}

/** How two snapshots differ, class by class. */
export interface HeapDiff extends ComparedSnapshots, Diff {}

/** How a class differs, and the new objects themselves. */
export interface ClassDiff extends ComparedSnapshots {
  readonly name: string;
  /** How many objects are new. */
  readonly count: number;
  /** Of the new objects, bytes. */
  readonly shallowBytes: number;
  /** What would be freed with the new objects, bytes. */
  readonly retainedBytes: number;
  /** The new objects that retain most. */
  readonly instances: readonly ObjectRow[];
}

/** How two snapshots differ, class by class, or the new objects of one class. */
export const diffCommand = defineCommand({
  name: 'diff',
  group: 'snapshot',
  summary: 'how two snapshots differ: new and deleted objects by class, or the new objects of one class',
  help: 'Objects are matched by @id, so both snapshots must be of one process. Sizes are shallow.',
  examples: ['before.heapsnapshot after.heapsnapshot User'],
  consoleExamples: ['User'],
  on: ['files', 'live', 'page'],
  positionals: {
    args: { kind: TEXTS, default: [], describe: 'snapshot files, the earlier one first; a class' },
  },
  options: { n: { kind: COUNT, default: 20, describe: 'how many classes, or objects' } },
  async run(context, { args, n }): Promise<HeapDiff | ClassDiff> {
    context.useKnown('snapshot');
    const { latest, base: earlier, name } = await resolveSnapshots(context, args);
    const [heap, base] = [latest.heap, earlier.heap];
    const compared = { base: identify(earlier), latest: identify(latest) };
    if (name === undefined) return { ...compared, ...diff(heap, base, n) };
    const added = newInstances(heap, findInstances(heap, name), base);
    const { count, shallowBytes, retainedBytes } = added;
    return { ...compared, name, count, shallowBytes, retainedBytes, instances: largestInstances(heap, added, n) };
  },
  next(result) {
    if ('instances' in result) {
      const [first] = result.instances;
      return first ? `.retainers @${first.id}` : null;
    }
    const grown = result.types.filter(({ deltaBytes }) => deltaBytes > 0);
    const own = grown.find(({ location }) => location !== null && !location.startsWith('node:'));
    if (own) return result.isMatched ? `.retainers ${own.name} --new` : `.retainers ${own.name}`;
    return grown.length > 0 ? '.biggest, which shows what keeps most of it alive' : null;
  },
  view(result) {
    const { base, latest } = result;
    // Who names two files knows them.
    const which = latest.takenAt === null ? [] : [note(`from ${snapshotText(base)} to ${snapshotText(latest)}`)];
    return [...which, ...('instances' in result ? viewClass(result) : viewDiff(result))];
  },
});

function identify({ path, takenAt }: Snapshot): ComparedSnapshot {
  return { path, takenAt: takenAt ?? null };
}

function viewClass({ name, count, shallowBytes, retainedBytes, instances }: ClassDiff): Block[] {
  const head = [strong(name), `: ${formatCounted(count, 'new object')}`];
  if (count === 0) return [text(head)];
  const more = count - instances.length;
  return [
    text([...head, `, ${formatBytes(shallowBytes)} shallow, ${formatBytes(retainedBytes)} retained`]),
    viewObjects(instances),
    ...(more > 0 ? [note(`+ ${formatCount(more)} more`)] : []),
  ];
}

function viewDiff({ types, total, more, isMatched }: Diff): Block[] {
  if (types.length === 0) return [text(isMatched ? 'no object is new, none is gone' : 'no class has changed')];
  const rest = more > 0 ? `; ${formatCounted(more, 'more class', 'more classes')}` : '';
  const counts = isMatched
    ? `${formatCount(total.new ?? 0)} new, ${formatCount(total.deleted ?? 0)} deleted`
    : `${formatCountDelta(total.delta)} objects`;
  return [
    table(types, isMatched ? OBJECT_COLUMNS : CLASS_COLUMNS),
    note(`in all ${counts}, ${formatBytesDelta(total.deltaBytes)}${rest}`),
    ...(isMatched ? [] : [note(UNMATCHED)]),
  ];
}

/** What is known where objects could not be matched. */
const CLASS_COLUMNS: readonly ColumnOf<TypeDiff>[] = [
  numbers('delta', ({ delta }) => formatCountDelta(delta)),
  numbers('size delta', ({ deltaBytes }) => formatBytesDelta(deltaBytes)),
  { title: 'class', cell: ({ name, location }) => (location ? `${name} ${location}` : name), narrow: 'cut-middle' },
];
const [DELTA, ...REST] = CLASS_COLUMNS;
const OBJECT_COLUMNS: readonly ColumnOf<TypeDiff>[] = [
  numbers('new', (row) => formatCount(row.new ?? 0)),
  numbers('deleted', ({ deleted }) => formatCount(deleted ?? 0)),
  DELTA,
  numbers('alloc. size', ({ allocatedBytes }) => formatBytes(allocatedBytes ?? 0)),
  numbers('freed size', ({ freedBytes }) => formatBytes(freedBytes ?? 0)),
  ...REST,
];

/** Of the arguments, what is a file is a snapshot, and what is none is a class. Throws a UserError. */
async function resolveSnapshots(
  context: Context,
  args: readonly string[],
): Promise<{ latest: Snapshot; base: Snapshot; name: string | undefined }> {
  const files: string[] = [];
  const names: string[] = [];
  for (const arg of args) (await isSnapshot(context, arg)) ? files.push(arg) : names.push(arg);
  if (files.length > 2 || names.length > 1) {
    throw new UserError('usage', 'diff takes at most two snapshots and one class', {
      hint: names.length > 1 ? `there is no file ${names[0]}` : null,
      exitCode: ExitCode.usage,
    });
  }
  const [name] = names;
  if (files.length === 2) {
    const [base, latest] = [await resolveFile(context, files[0]), await resolveFile(context, files[1])];
    return { latest, base, name };
  }
  if (files.length === 1 && context.kind === 'files' && context.files.length === 1) {
    // `leakconsole diff a b`: the shell has opened a; b is what it is compared with, and the later one.
    return { latest: await resolveFile(context, files[0]), base: await resolveLatest(context), name };
  }
  const base = await resolveBase(context, files[0]);
  return { latest: await resolveLatest(context), base, name };
}

async function isSnapshot(context: Context, arg: string): Promise<boolean> {
  if (/\.heapsnapshot(\.gz)?$|^\.{0,2}\//.test(arg)) return true;
  if (knownSnapshots(context).some(({ path }) => path === arg)) return true;
  if (!/[/.]/.test(arg)) return false;
  return access(arg).then(
    () => true,
    () => false,
  );
}
