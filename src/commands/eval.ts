import { EXPRESSION, FLAG } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { type Evaluation, evaluate } from '../isolate/console/evaluate.js';
import { valueBlock } from '../view/value.js';

/** Evaluates an expression: what a line without a dot does in the console. */
export const evalCommand = defineCommand({
  name: 'eval',
  group: 'modules',
  summary: 'evaluate an expression in the current module’s scope',
  on: ['live'],
  positionals: {
    expression: { kind: EXPRESSION, required: true, raw: true, describe: 'JavaScript: an expression or statements' },
  },
  options: { all: { kind: FLAG, default: false, describe: 'all lines of a value that does not fit the screen' } },
  run: ({ isolate, signal, notice }, { expression }): Promise<Evaluation> =>
    evaluate(isolate, expression, { prints: true, signal, notice }),
  view: ({ text }, { all }) =>
    text === '' ? [] : [valueBlock(text, all ? null : '--all shows them, as in `.eval _ --all`')],
});
