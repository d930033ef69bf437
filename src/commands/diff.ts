import { access } from 'node:fs/promises';
import { type Diff, diff, type TypeDiff } from '../analysis/diff.js';
import { findInstances, newInstances } from '../analysis/instances.js';
import { largestInstances, type ObjectRow } from '../analysis/objects.js';
import { defineCommand } from '../dispatch/command.js';
import type { Context } from '../dispatch/context.js';
import { positive } from '../dispatch/values.js';
import { ExitCode, UserError } from '../errors.js';
import { baseOf, heapsOf, latestOf, type Snapshot, snapshotFile, snapshotText } from '../subjects/resolve-snapshots.js';
import { formatBytes, formatBytesDelta, formatCount, formatCountDelta, formatCounted } from '../view/text/bytes.js';
import { renderObjects } from '../view/text/objects.js';
import type { Style } from '../view/text/style.js';
import { type Column, renderTable } from '../view/text/table.js';
import { printable } from '../view/text/text.js';

/** Which two snapshots were compared: files, or those of this session, with their time (ISO 8601). */
interface Compared {
  readonly base: { readonly path: string | null; readonly takenAt: string | null };
  readonly latest: { readonly path: string | null; readonly takenAt: string | null };
}

/** How a class differs, and the new objects themselves. */
interface ClassDiff {
  readonly name: string;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  readonly instances: readonly ObjectRow[];
}

/** How two snapshots differ, class by class, or the new objects of one class. */
export const diffCommand = defineCommand({
  name: 'diff',
  summary: 'how two snapshots differ: new and deleted objects by class, or the new objects of one class',
  help: 'Objects are matched by @id, so both snapshots must be of one process. Sizes are shallow.',
  examples: ['User', 'before.heapsnapshot after.heapsnapshot User'],
  on: ['files', 'live'],
  positionals: {
    args: { type: 'string', array: true, default: [], describe: 'snapshot files, the earlier one first; a class' },
  },
  options: { n: { type: 'number', default: 20, describe: 'how many classes, or objects' } },
  async run(context, { args, n }): Promise<(Diff | ClassDiff) & Compared> {
    const most = positive(n, '--n');
    context.account('snapshot', null);
    const { latest, base: earlier, name } = await whatToCompare(context, args.map(String));
    const [heap, base] = [latest.heap, earlier.heap];
    const compared = { base: named(earlier), latest: named(latest) };
    if (name === undefined) return { ...compared, ...diff(heap, base, most) };
    const { count, shallowBytes, retainedBytes, ...added } = newInstances(heap, findInstances(heap, name), base);
    const instances = largestInstances(heap, { count, shallowBytes, retainedBytes, ...added }, most);
    return { ...compared, name, count, shallowBytes, retainedBytes, instances };
  },
  render(result, style) {
    const { base, latest } = result;
    // Who names two files knows them.
    const which = latest.takenAt === null ? '' : style.dim(`from ${snapshotText(base)} to ${snapshotText(latest)}`);
    const text = 'instances' in result ? renderClass(result, style) : renderDiff(result, style);
    return which ? `${which}\n${text}` : text;
  },
});

function named({ path, takenAt }: Snapshot): Compared['base'] {
  return { path, takenAt: takenAt ?? null };
}

function renderClass({ name, count, shallowBytes, retainedBytes, instances }: ClassDiff, style: Style): string {
  const head = `${style.bold(printable(name))}: ${formatCounted(count, 'new object')}`;
  if (count === 0) return head;
  const sizes = `${formatBytes(shallowBytes)} shallow, ${formatBytes(retainedBytes)} retained`;
  const more = count - instances.length;
  const rest = more > 0 ? `\n${style.dim(`+ ${formatCount(more)} more`)}` : '';
  return `${head}, ${sizes}\n${renderObjects(instances, style)}${rest}`;
}

function renderDiff({ types, total, more, isMatched }: Diff, style: Style): string {
  if (types.length === 0) return isMatched ? 'no object is new, none is gone' : 'no class has changed';
  const rest = more > 0 ? `; ${formatCounted(more, 'more class', 'more classes')}` : '';
  const counts = isMatched
    ? `${formatCount(total.new ?? 0)} new, ${formatCount(total.deleted ?? 0)} deleted`
    : `${formatCountDelta(total.delta)} objects`;
  const sum = style.dim(`in all ${counts}, ${formatBytesDelta(total.deltaBytes)}${rest}`);
  const table = renderTable(types, isMatched ? columns : classColumns, style);
  return [table, sum, ...(isMatched ? [] : [style.dim(UNMATCHED)])].join('\n');
}

/** Why what is new and what is gone cannot be told. */
export const UNMATCHED =
  'compared by class: the two snapshots number their objects differently, as V8 does after a debugger has detached';

/** What is known where objects could not be matched. */
const classColumns: readonly Column<TypeDiff>[] = [
  { title: 'delta', align: 'right', text: ({ delta }) => formatCountDelta(delta) },
  { title: 'size delta', align: 'right', text: ({ deltaBytes }) => formatBytesDelta(deltaBytes) },
  { title: 'class', text: ({ name, location }) => (location ? `${name} ${location}` : name), narrow: 'cut' },
];

const [delta, ...rest] = classColumns;
const columns: readonly Column<TypeDiff>[] = [
  { title: 'new', align: 'right', text: (row) => formatCount(row.new ?? 0) },
  { title: 'deleted', align: 'right', text: ({ deleted }) => formatCount(deleted ?? 0) },
  delta,
  { title: 'alloc. size', align: 'right', text: ({ allocatedBytes }) => formatBytes(allocatedBytes ?? 0) },
  { title: 'freed size', align: 'right', text: ({ freedBytes }) => formatBytes(freedBytes ?? 0) },
  ...rest,
];

/** Of the arguments, what is a file is a snapshot, and what is none is a class. Throws a UserError. */
async function whatToCompare(
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
    const [base, latest] = [await snapshotFile(context, files[0]), await snapshotFile(context, files[1])];
    return { latest, base, name };
  }
  if (files.length === 1 && context.target.kind === 'files' && context.target.files.length === 1) {
    // `leakconsole diff a b`: the shell has opened a; b is what it is compared with, and the later one.
    return { latest: await snapshotFile(context, files[0]), base: await latestOf(context), name };
  }
  const base = await baseOf(context, files[0]);
  return { latest: await latestOf(context), base, name };
}

async function isSnapshot(context: Context, arg: string): Promise<boolean> {
  if (/\.heapsnapshot(\.gz)?$|^\.{0,2}\//.test(arg)) return true;
  if (heapsOf(context).some(({ path }) => path === arg)) return true;
  if (!/[/.]/.test(arg)) return false;
  return access(arg).then(
    () => true,
    () => false,
  );
}
