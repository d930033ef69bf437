import { formatCount } from '../render/bytes.js';
import { renderWalk } from '../render/walk.js';
import { defineCommand } from './command.js';
import { countOptions, countTypes, placeOf } from './counted.js';

/** How many objects of a class there are, at this moment. */
export const countCommand = defineCommand({
  name: 'count',
  summary: 'how many objects of a class there are',
  on: ['live'],
  positionals: { name: { type: 'string', demandOption: true, describe: 'the class, as types shows it' } },
  options: countOptions,
  async run(context, { name, ...args }) {
    const { types, walk } = await countTypes(context, args);
    const found = [...types.values()].filter((type) => type.name === name);
    return {
      name,
      count: found.reduce((sum, { count }) => sum + count, 0),
      types: found.map((type) => ({ location: placeOf(type), count: type.count })),
      walk,
    };
  },
  render({ name, count, types, walk }, style) {
    const places = types.map((type) => `  ${formatCount(type.count)} ${style.dim(type.location ?? 'native')}`);
    return [
      `${style.bold(name)}: ${formatCount(count)}`,
      ...(types.length > 1 ? places : []),
      ...(walk ? [renderWalk(walk, style)] : []),
    ].join('\n');
  },
});
