import { formatCount } from '../render/bytes.js';
import { defineCommand } from './command.js';
import { census, placeOf } from './counted.js';

/** How many objects of a class there are, at this moment. */
export const countCommand = defineCommand({
  name: 'count',
  summary: 'how many objects of a class there are',
  on: ['live'],
  positionals: { name: { type: 'string', demandOption: true, describe: 'the class, as types shows it' } },
  options: {},
  async run(context, { name }) {
    const { types } = await census(context);
    const found = [...types.values()].filter((type) => type.name === name);
    return {
      name,
      count: found.reduce((sum, { count }) => sum + count, 0),
      types: found.map((type) => ({ location: placeOf(type), count: type.count })),
    };
  },
  render({ name, count, types }, style) {
    const line = `${style.bold(name)}: ${formatCount(count)}`;
    if (types.length < 2) return line;
    return [line, ...types.map((type) => `  ${formatCount(type.count)} ${style.dim(type.location ?? 'native')}`)].join(
      '\n',
    );
  },
});
