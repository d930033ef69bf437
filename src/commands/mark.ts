import { formatCount } from '../render/bytes.js';
import { defineCommand } from './command.js';
import { census, pauseOption } from './counted.js';

/** Remembers the counts of this moment under a name, for `.growth --since`. */
export const markCommand = defineCommand({
  name: 'mark',
  summary: 'remember the counts of all types under a name, for .growth --since NAME',
  help: 'A mark is a list of numbers in the console; it keeps nothing alive in the target.',
  on: ['live'],
  positionals: { name: { type: 'string', demandOption: true, describe: 'a name of your choice' } },
  options: pauseOption,
  async run(context, { name, pause }) {
    const counted = await census(context, { pause });
    context.target.marks.set(name, counted);
    return { name, takenAt: counted.takenAt, total: counted.total };
  },
  render: ({ name, total }, style) => style.dim(`mark ${name}: ${formatCount(total)} objects`),
});
