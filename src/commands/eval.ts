import { defineCommand } from '../dispatch/command.js';
import { type Evaluation, evaluate } from '../isolate/console/evaluate.js';

/** Evaluates an expression: what a line without a dot does in the console. */
export const evalCommand = defineCommand({
  name: 'eval',
  summary: 'evaluate an expression in the current module’s scope',
  on: ['live'],
  positionals: {
    expression: { type: 'string', demandOption: true, raw: true, describe: 'JavaScript: an expression or statements' },
  },
  options: {},
  run: ({ target, show, signal, notice }, { expression }): Promise<Evaluation> =>
    evaluate(target, expression, { show, signal, notice }),
  render: ({ text }) => text,
});
