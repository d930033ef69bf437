import { findInstances } from '../analysis/instances.js';
import { didYouMean, nearNames } from '../analysis/near-names.js';
import { largestInstances, type ObjectRow } from '../analysis/objects.js';
import { spend } from '../dispatch/afford.js';
import { unquoted } from '../dispatch/arguments.js';
import { defineCommand } from '../dispatch/command.js';
import type { Context } from '../dispatch/context.js';
import { positive } from '../dispatch/values.js';
import { type BoundObject, bind } from '../isolate/objects.js';
import { pickObjects } from '../lenses/census/census.js';
import { heapOf, liveContext } from '../subjects/resolve-snapshots.js';
import { formatBytes, formatCount, formatCounted } from '../view/text/bytes.js';
import { renderObjects } from '../view/text/objects.js';
import { renderTable } from '../view/text/table.js';
import { printable } from '../view/text/text.js';

/** Objects of a class: live ones, bound to variables of the console, or those of a snapshot, with their sizes. */
interface Instances<T> {
  readonly name: string;
  readonly count: number;
  readonly shallowBytes: number | null;
  readonly retainedBytes: number | null;
  readonly instances: readonly T[];
  /** What may have been meant, where there are none. */
  readonly near: readonly string[];
}

/** The objects of a class: live, as `$0`, `$1`, …, or from a snapshot. */
export const instancesCommand = defineCommand({
  name: 'instances',
  summary: 'the objects of a class: live ones as variables of the console, or those of a snapshot',
  help:
    'On a running process the objects themselves become $0, $1, … in the console, to be used in expressions; ' +
    'finding them costs as much as a count (see types). With --snapshot, and in a file: those that retain most, ' +
    'with @id, sizes and content.',
  examples: ['User 5'],
  on: ['files', 'live'],
  positionals: {
    name: { type: 'string', demandOption: true, raw: true, describe: 'the class, as types shows it' },
    n: { type: 'number', describe: 'how many objects (20)' },
  },
  options: { snapshot: { type: 'boolean', describe: 'those of the latest snapshot, with sizes' } },
  async run(context, { name: typed, n, snapshot }): Promise<Instances<BoundObject> | Instances<ObjectRow>> {
    const [, rest = typed, number] = /^(.*\S)\s+(-?[\d.]+)$/s.exec(n === undefined ? typed : '') ?? [];
    const [name, most] = [unquoted(rest), positive(n ?? Number(number ?? 20), 'n')];
    const live = liveContext(context);
    return live && !snapshot ? await liveInstances(live, name, most) : await snapshotInstances(context, name, most);
  },
  render({ name, count, shallowBytes, retainedBytes, instances, near }, style) {
    const more = count - instances.length;
    const rest = more > 0 ? `\n${style.dim(`+ ${formatCount(more)} more`)}` : '';
    const head = `${style.bold(name)}: ${formatCounted(count, 'object')}`;
    if (shallowBytes === null || retainedBytes === null) {
      if (count === 0) return near.length > 0 ? `${head}\n${style.dim(printable(didYouMean(near)))}` : head;
      const columns = [
        { title: '', text: ({ variable }: BoundObject) => variable, paint: style.cyan },
        { title: 'value', text: ({ text }: BoundObject) => text, narrow: 'cut' as const },
      ];
      return `${head}\n${renderTable(instances as readonly BoundObject[], columns, style)}${rest}`;
    }
    const sizes = `${formatBytes(shallowBytes)} shallow, ${formatBytes(retainedBytes)} retained`;
    return `${head}, ${sizes}\n${renderObjects(instances as readonly ObjectRow[], style)}${rest}`;
  },
});

async function liveInstances(context: Context<'live'>, name: string, most: number): Promise<Instances<BoundObject>> {
  const { target } = context;
  return await spend(context, 'census', () =>
    pickObjects(target.session, { name, most }, async (objects, count, names) => ({
      name,
      count,
      shallowBytes: null,
      retainedBytes: null,
      instances: await bind(target, objects),
      near: count > 0 ? [] : nearNames(names, name),
    })),
  );
}

async function snapshotInstances(context: Context, name: string, most: number): Promise<Instances<ObjectRow>> {
  const heap = await heapOf(context);
  const instances = findInstances(heap, name);
  const { count, shallowBytes, retainedBytes } = instances;
  return { name, count, shallowBytes, retainedBytes, instances: largestInstances(heap, instances, most), near: [] };
}
