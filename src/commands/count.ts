import { classLocation } from '../analysis/class-location.js';
import { classesMeant } from '../analysis/instances.js';
import { didYouMean, nearNames } from '../analysis/near-names.js';
import { unquoted } from '../dispatch/arguments.js';
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
import { heapOf, liveContext } from '../subjects/resolve-snapshots.js';
import { formatCount } from '../view/text/bytes.js';
import { printable } from '../view/text/text.js';
import { renderWalk } from '../view/text/walk.js';

/** How many objects of a class there are, and of each of those that have this name. */
interface Count {
  readonly name: string;
  readonly count: number;
  readonly types: readonly { readonly location: string | null; readonly count: number }[];
  /** What may have been meant, where there are none. */
  readonly near: readonly string[];
  /** Counted by a walk: what it saw and cost; null where all were counted. */
  readonly walk: CountingWalk | null;
}

/** How many objects of a class there are: at this moment, or in a snapshot. */
export const countCommand = defineCommand({
  name: 'count',
  summary: 'how many objects of a class there are',
  help: `On a running process it counts as types does. ${BLIND} types --snapshot does.`,
  on: ['files', 'live'],
  positionals: { name: { type: 'string', demandOption: true, describe: 'the class, as types shows it' } },
  options: countOptions,
  liveOptions,
  async run(context, { name, ...args }): Promise<Count> {
    const live = liveContext(context);
    return live ? await countLive(live, name, args) : await countInSnapshot(context, name);
  },
  render({ name, count, types, near, walk }, style) {
    const places = types.map((type) => `  ${formatCount(type.count)} ${style.dim(type.location ?? 'native')}`);
    return [
      `${style.bold(name)}: ${formatCount(count)}`,
      ...(types.length > 1 ? places : []),
      ...(near.length > 0 ? [style.dim(printable(didYouMean(near)))] : []),
      ...(walk ? [renderWalk(walk, style)] : []),
      ...(count === 0 && !walk ? [style.dim(`${BLIND} types --snapshot does.`)] : []),
    ].join('\n');
  },
});

async function countLive(context: Context<'live'>, name: string, args: CountArguments): Promise<Count> {
  const { types, walk } = await countTypes(context, args);
  const all = [...types.values()];
  const found = all.filter((type) => type.name === name);
  const names = all.map((type) => type.name);
  return {
    name,
    count: found.reduce((sum, { count }) => sum + count, 0),
    types: found.map((type) => ({ location: placeOf(type), count: type.count })),
    near: found.length > 0 ? [] : nearNames(names, name),
    walk,
  };
}

/** Throws a UserError where the snapshot has no class of this name. */
async function countInSnapshot(context: Context, name: string): Promise<Count> {
  const heap = await heapOf(context);
  const types = classesMeant(heap, unquoted(name)).map((index) => {
    const { key, count } = heap.analysis.classes[index];
    return { location: classLocation(heap, key, index), count };
  });
  return { name, count: types.reduce((sum, { count }) => sum + count, 0), types, near: [], walk: null };
}
