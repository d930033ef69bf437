import { defineCommand } from '../dispatch/command.js';
import { countOptions, countTypes } from '../dispatch/count-types.js';
import { formatCount } from '../view/text/bytes.js';
import { renderWalk } from '../view/text/walk.js';

/** Remembers the counts of this moment under a name, for `.growth --since`. */
export const markCommand = defineCommand({
  name: 'mark',
  summary: 'remember the counts of all types under a name, for .growth --since NAME',
  help: 'A mark is a list of numbers in the console, and ends with it; it keeps nothing alive in the target.',
  on: ['live'],
  positionals: { name: { type: 'string', demandOption: true, describe: 'a name of your choice' } },
  options: countOptions,
  onlyInConsole: 'a mark lives as long as its console, and one command from the shell leaves none behind',
  async run(context, { name, ...args }) {
    const counted = await countTypes(context, args);
    context.target.counts.marks.set(name, counted);
    return { name, takenAt: counted.takenAt, total: counted.total, walk: counted.walk };
  },
  render: ({ name, total, walk }, style) =>
    [style.dim(`mark ${name}: ${formatCount(total)} objects`), ...(walk ? [renderWalk(walk, style)] : [])].join('\n'),
});
