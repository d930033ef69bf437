import { classPlace } from '../analysis/class-place.js';
import { classesMeant, findInstances } from '../analysis/instances.js';
import { nearNames } from '../analysis/near-names.js';
import { isMeant } from '../analysis/type-counts.js';
import { TEXT } from '../dispatch/argument.js';
import { type Context, defineCommand, type LiveContext, liveContext, type OfProcess } from '../dispatch/command.js';
import { mergeRows } from '../dispatch/merge-rows.js';
import { unquoted } from '../dispatch/parse-line.js';
import { type CountSettings, countLens, countLiveOptions, countOptions } from '../dispatch/walk-options.js';
import type { CountingWalk } from '../lenses/lens.js';
import type { Located } from '../places/place.js';
import { describePlace } from '../places/shorten.js';
import { resolveHeap } from '../subjects/resolve-snapshots.js';
import { dim, indented, note, strong, text } from '../view/blocks.js';
import { formatCount } from '../view/format-quantities.js';
import { viewSuggestions } from '../view/suggestions.js';
import { UNSEEN_BY_CENSUS } from '../view/unseen.js';
import { viewWalk } from '../view/walk.js';

/** A class that is meant. */
interface CountedType extends Located {
  readonly name: string;
  readonly count: number;
}

/** How many objects of a class there are, and of each of those that have this name, or are a part of it. */
export interface CountResult {
  readonly name: string;
  /** How many objects of all classes of this name. */
  readonly count: number;
  /** The classes of this name, and those that are parts of it. */
  readonly types: readonly CountedType[];
  /** What may have been meant, where there are none. */
  readonly near: readonly string[];
  /** Counted by a walk: what it saw and cost; null where all were counted. */
  readonly walk: CountingWalk | null;
  /** Of several processes that were looked at together: how many each has. The result’s own numbers are their sums. */
  readonly processes?: readonly { readonly pid: number; readonly count: number }[];
}

/** So many of the types are listed. */
const MOST_PARTS = 20;

/** How many objects of a class there are: at this moment, or in a snapshot. */
export const countCommand = defineCommand({
  name: 'count',
  group: 'counts',
  summary: 'how many objects of a class there are',
  help: `On a running process it counts as types does. ${UNSEEN_BY_CENSUS} types --snapshot does.`,
  on: ['files', 'live', 'page'],
  positionals: { name: { kind: TEXT, required: true, raw: true, describe: 'the class, as types shows it' } },
  options: countOptions,
  liveOptions: countLiveOptions,
  async run(context, { name, ...settings }): Promise<CountResult> {
    const live = liveContext(context);
    if (!live) return await countInSnapshot(context, name);
    const counted = await countLive(live, name, settings);
    // A snapshot groups objects without class by what they have in common, where a census knows their exact keys.
    const isOfSnapshot = counted.count === 0 && name.startsWith('{') && live.isolate.snapshots.list.length > 0;
    return isOfSnapshot ? await countInSnapshot(context, name) : counted;
  },
  next: ({ name, count }) => (count > 0 ? `.retainers ${name}` : null),
  merge: { combine: combineCounts },
  view({ name, count, types, near, walk, processes }) {
    const parts = types.slice(0, MOST_PARTS).map((type) => {
      const isNamed = type.name !== name && type.location === null;
      return text(indented([formatCount(type.count), ' ', isNamed ? type.name : dim(type.location ?? 'native')]));
    });
    const more = types.length - parts.length;
    return [
      text([strong(name), `: ${formatCount(count)}`, processes ? dim(` in ${processes.length} processes`) : '']),
      ...(processes ?? []).map(({ pid, count }) => text(indented([formatCount(count), dim(` in ${pid}`)]))),
      ...(types.length > 1 ? parts : []),
      ...(more > 0 ? [note(indented(`+ ${formatCount(more)} more`))] : []),
      ...viewSuggestions(near),
      ...(walk ? [viewWalk(walk)] : []),
      ...(count === 0 && !walk ? [note(`${UNSEEN_BY_CENSUS} types --snapshot does.`)] : []),
    ];
  },
});

function combineCounts(results: readonly OfProcess<CountResult>[]): CountResult {
  const [{ result: first }] = results;
  const types = mergeRows(
    results,
    ({ types }) => types,
    ({ name, location }) => `${location} ${name}`,
    (rows) => ({ ...rows[0].row, count: rows.reduce((total, { row }) => total + row.count, 0) }),
  );
  const processes = results.map(({ pid, result: { count } }) => ({ pid, count }));
  return { ...first, types, count: processes.reduce((total, { count }) => total + count, 0), processes };
}

async function countLive({ use }: LiveContext, name: string, settings: CountSettings): Promise<CountResult> {
  const { answer } = await use('types', settings, countLens(settings));
  const all = [...answer.types.values()];
  const found = all.filter((type) => isMeant(type, unquoted(name)));
  const names = all.map((type) => type.name);
  return {
    name,
    count: found.reduce((sum, { count }) => sum + count, 0),
    types: found.map(({ name, place, count }) => ({ name, ...describePlace(place), count })),
    near: found.length > 0 ? [] : nearNames(names, name),
    walk: answer.walk,
  };
}

/** Throws a UserError where the snapshot has no class of this name. */
async function countInSnapshot(context: Context, name: string): Promise<CountResult> {
  const heap = await resolveHeap(context);
  const { count } = findInstances(heap, unquoted(name));
  const types = classesMeant(heap, unquoted(name)).map((index) => {
    const { key, name, count } = heap.program.classes[index];
    return { name, ...describePlace(classPlace(heap, key, index)), count };
  });
  return { name, count, types, near: [], walk: null };
}
