import { findInstances } from '../analysis/instances.js';
import { nearNames } from '../analysis/near-names.js';
import { largestInstances, type ObjectRow } from '../analysis/objects.js';
import { COUNT, FLAG, TEXT } from '../dispatch/argument.js';
import { type Context, defineCommand, type LiveContext, liveContext } from '../dispatch/command.js';
import { unquoted } from '../dispatch/parse-line.js';
import { type BoundObject, bind } from '../isolate/objects.js';
import { resolveHeap } from '../subjects/resolve-snapshots.js';
import { accent, type Block, note, strong, table, text } from '../view/blocks.js';
import { formatBytes, formatCount, formatCounted } from '../view/format-quantities.js';
import { viewObjects } from '../view/objects.js';
import { viewSuggestions } from '../view/suggestions.js';

/** Live objects of a class, bound to variables of the console. */
export interface LiveInstances {
  readonly name: string;
  /** How many objects there are, whether shown or not. */
  readonly count: number;
  /** Not known of live objects. */
  readonly shallowBytes: null;
  /** Not known of live objects. */
  readonly retainedBytes: null;
  /** The first of them, as variables of the console. */
  readonly instances: readonly BoundObject[];
  /** What may have been meant, where there are none. */
  readonly near: readonly string[];
}

/** Objects of a class in a snapshot, with their sizes. */
export interface SnapshotInstances {
  readonly name: string;
  /** How many objects there are, whether shown or not. */
  readonly count: number;
  /** Of all of them, bytes. */
  readonly shallowBytes: number;
  /** What would be freed with all of them, bytes. */
  readonly retainedBytes: number;
  /** Those that retain most. */
  readonly instances: readonly ObjectRow[];
  /** None: a class that is not there is an error. */
  readonly near: readonly [];
}

/** The objects of a class: live, as `$0`, `$1`, …, or from a snapshot. */
export const instancesCommand = defineCommand({
  name: 'instances',
  group: 'counts',
  summary: 'the objects of a class: live ones as variables of the console, or those of a snapshot',
  help:
    'On a running process the objects themselves become $0, $1, … in the console, to be used in expressions; ' +
    'finding them costs as much as a count (see types). With --snapshot, and in a file: those that retain most, ' +
    'with @id, sizes and content.',
  examples: ['User 5'],
  on: ['files', 'live', 'page'],
  positionals: {
    name: { kind: TEXT, required: true, raw: true, describe: 'the class, as types shows it' },
    n: { kind: COUNT, describe: 'how many objects (20)' },
  },
  options: { snapshot: { kind: FLAG, default: false, describe: 'those of the latest snapshot, with sizes' } },
  async run(context, { name: typed, n, snapshot }): Promise<LiveInstances | SnapshotInstances> {
    // As the name may have spaces, it is the rest of the line, the number included.
    const [, rest = typed, number] = /^(.*\S)\s+(-?[\d.]+)$/s.exec(n === undefined ? typed : '') ?? [];
    const [name, most] = [unquoted(rest), n ?? (number === undefined ? 20 : COUNT.parse(number, 'n'))];
    const live = liveContext(context);
    if (!live || snapshot) return await snapshotInstances(context, name, most);
    const found = await liveInstances(live, name, most);
    // A snapshot groups objects without class by what they have in common, where a census knows their exact keys.
    const isOfSnapshot = found.count === 0 && name.startsWith('{') && live.isolate.snapshots.list.length > 0;
    return isOfSnapshot ? await snapshotInstances(context, name, most) : found;
  },
  next({ instances: [first] }) {
    if (first === undefined) return null;
    return 'id' in first ? `.retainers @${first.id}` : `.path ${first.variable}, which shows what holds it`;
  },
  view(result): Block[] {
    const { name, count } = result;
    const more = count - result.instances.length;
    const rest = more > 0 ? [note(`+ ${formatCount(more)} more`)] : [];
    const head = [strong(name), `: ${formatCounted(count, 'object')}`];
    if (result.shallowBytes === null) {
      if (count === 0) return [text(head), ...viewSuggestions(result.near)];
      const objects = table(result.instances, [
        { title: '', cell: ({ variable }) => accent(variable) },
        { title: 'value', cell: (bound) => bound.text, narrow: 'cut' },
      ]);
      return [text(head), objects, ...rest];
    }
    const { shallowBytes, retainedBytes, instances } = result;
    const sizes = `, ${formatBytes(shallowBytes)} shallow, ${formatBytes(retainedBytes)} retained`;
    return [text([...head, sizes]), viewObjects(instances), ...rest];
  },
});

async function liveInstances({ isolate, use }: LiveContext, name: string, most: number): Promise<LiveInstances> {
  let found: LiveInstances | null = null;
  await use('instances', {
    name,
    most,
    use: async (objects, count, names) => {
      const instances = await bind(isolate, objects);
      const near = count > 0 ? [] : nearNames(names, name);
      found = { name, count, shallowBytes: null, retainedBytes: null, instances, near };
      return null;
    },
  });
  return found!;
}

async function snapshotInstances(context: Context, name: string, most: number): Promise<SnapshotInstances> {
  const heap = await resolveHeap(context);
  const instances = findInstances(heap, name);
  const { count, shallowBytes, retainedBytes } = instances;
  return { name, count, shallowBytes, retainedBytes, instances: largestInstances(heap, instances, most), near: [] };
}
