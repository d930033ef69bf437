import { findInstances } from '../analysis/instances.js';
import { largestInstances } from '../analysis/objects.js';
import { formatBytes, formatCount } from '../render/bytes.js';
import { renderObjects } from '../render/objects.js';
import { defineCommand } from './command.js';
import { heapOf } from './heap-of.js';
import { positive } from './values.js';

/** The objects of a class that retain most, with what they hold. */
export const instancesCommand = defineCommand({
  name: 'instances',
  summary: 'The objects of a class, with their @id, sizes and content',
  help: `Those that retain most come first.

  instances User 5`,
  on: ['files', 'live'],
  positionals: {
    name: { type: 'string', demandOption: true, describe: 'The class, as types shows it' },
    n: { type: 'number', describe: 'How many objects', default: 20 },
  },
  options: {},
  async run(context, { name, n }) {
    const heap = await heapOf(context);
    const instances = findInstances(heap, name);
    const { count, shallowBytes, retainedBytes } = instances;
    const shown = largestInstances(heap, instances, positive(n, 'n'));
    return { name, count, shallowBytes, retainedBytes, instances: shown };
  },
  render({ name, count, shallowBytes, retainedBytes, instances }, style) {
    const sizes = `${formatBytes(shallowBytes)} shallow, ${formatBytes(retainedBytes)} retained`;
    const more = count - instances.length;
    const rest = more > 0 ? `\n${style.dim(`+ ${formatCount(more)} more`)}` : '';
    return `${style.bold(name)}: ${formatCount(count)} objects, ${sizes}\n${renderObjects(instances, style)}${rest}`;
  },
});
