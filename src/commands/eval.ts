import { EXPRESSION, FLAG } from '../dispatch/argument.js';
import { defineCommand, type OfProcess } from '../dispatch/command.js';
import { type Evaluation, evaluate } from '../isolate/console/evaluate.js';
import { type Block, note, numbers, table } from '../view/blocks.js';
import { formatCount } from '../view/format-quantities.js';
import { valueBlock } from '../view/value.js';

/** The value of an expression; of several processes that were looked at together, that of each. */
export interface EvalResult extends Evaluation {
  /**
   * Of several processes that were looked at together: the value in each. As one, numbers are their sum, and of others
   * there is the first.
   */
  readonly processes?: readonly ProcessValue[];
}

/** The value in one process. */
interface ProcessValue extends Evaluation {
  /** Its id. */
  readonly pid: number;
}

/** Evaluates an expression: what a line without a dot does in the console. */
export const evalCommand = defineCommand({
  name: 'eval',
  group: 'modules',
  summary: 'evaluate an expression in the current module’s scope',
  on: ['live', 'page'],
  positionals: {
    expression: { kind: EXPRESSION, required: true, raw: true, describe: 'JavaScript: an expression or statements' },
  },
  options: { all: { kind: FLAG, default: false, describe: 'all lines of a value that does not fit the screen' } },
  async run(context, { expression }): Promise<EvalResult> {
    const { valueWidth: width, signal, notice } = context;
    if (context.kind === 'live') return await evaluate(context.isolate, expression, { width, signal, notice });
    const { evaluateInPage } = await import('../page/evaluate-in-page.js');
    return await evaluateInPage(context.page, expression, context);
  },
  merge: { combine: combineValues },
  view: ({ text, processes }, { all }) =>
    processes
      ? viewValues(processes)
      : text === ''
        ? []
        : [valueBlock(text, all ? null : '--all shows them, as in `.eval _ --all`')],
});

/** The values of all processes; as one, numbers are their sum, and of others there is the first. */
function combineValues(results: readonly OfProcess<EvalResult>[]): EvalResult {
  const processes = results.map(({ pid, result }) => ({ pid, ...result }));
  const [first] = processes;
  const numbers = processes.map(({ value }) => value).filter((value) => typeof value === 'number');
  if (numbers.length < processes.length) return { type: first.type, value: first.value, text: first.text, processes };
  const value = numbers.reduce((total, each) => total + each, 0);
  return { type: 'number', value, text: String(value), processes };
}

function viewValues(processes: readonly ProcessValue[]): Block[] {
  const values = processes.map(({ value }) => value).filter((value) => typeof value === 'number');
  const total = values.reduce((sum, value) => sum + value, 0);
  return [
    table(processes, [
      numbers('process', ({ pid }) => String(pid)),
      { title: 'value', cell: ({ text }) => text.replaceAll('\n', ' '), narrow: 'cut' },
    ]),
    ...(values.length < processes.length
      ? []
      : [
          note(
            `in all ${formatCount(total)} · min ${formatCount(Math.min(...values))} · max ${formatCount(Math.max(...values))}`,
          ),
        ]),
  ];
}
