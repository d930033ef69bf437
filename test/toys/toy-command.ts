import { COUNT, FLAG } from '#src/dispatch/argument.js';
import { defineCommand } from '#src/dispatch/command.js';
import { strong, text } from '#src/view/blocks.js';

/** A command that is nowhere but here. */
export const toyCommand = defineCommand({
  name: 'toy',
  group: 'process',
  summary: 'play with a process',
  help: 'Nobody gets hurt.',
  examples: ['3 --loud'],
  on: ['live'],
  positionals: { n: { kind: COUNT, default: 2, describe: 'how often' } },
  options: { loud: { kind: FLAG, default: false, describe: 'so that one hears it' } },
  run: async ({ isolate }, { n, loud }) => ({ pid: isolate.process.description.pid, n, loud }),
  view: ({ pid, n, loud }) => [text([strong(`played ${n} times with ${pid}`), loud ? '!' : '.'])],
});
