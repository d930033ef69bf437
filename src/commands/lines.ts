import { COUNT, durationKind, EXPRESSION } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { UserError } from '../errors.js';
import { evaluateObject, kindOf } from '../isolate/console/evaluate-object.js';
import { type MeasuredFunction, measureFunction } from '../isolate/measure-function.js';
import { shortPlace } from '../places/shorten.js';
import { withGroup } from '../session/object-group.js';
import { type Block, dim, note, numbers, strong, table } from '../view/blocks.js';
import { formatBytes, formatCount, formatCounted } from '../view/format-quantities.js';

/** What each line of a function allocates. */
export interface LinesResult extends MeasuredFunction {
  /** The expression that named the function. */
  readonly name: string;
}

export const linesCommand = defineCommand({
  name: 'lines',
  group: 'code',
  summary: 'what each line of a function allocates, while the service calls it',
  help:
    'V8 evaluates the condition of a breakpoint on each line, which reads the size of the heap and never holds: the ' +
    'service does not pause. Each line takes about 0.5 ms more meanwhile, and the function runs unoptimized; it ' +
    'ends after so many calls, so long, or 10,000 lines, and takes everything away. Shown is what most passes of a ' +
    'line have allocated, what it called included. A line that waits (await, yield) is not measured, as others ' +
    'allocate meanwhile.',
  examples: ['handle', 'Cache.prototype.set --calls 20 --for 1m'],
  on: ['live'],
  positionals: {
    function: { kind: EXPRESSION, required: true, describe: 'an expression whose value is the function' },
  },
  options: {
    calls: { kind: COUNT, default: 100, describe: 'end after so many calls' },
    for: { kind: durationKind({ least: 100, most: 600_000 }), default: 10_000, describe: 'end after so long' },
  },
  async run({ isolate, signal, notice }, { function: name, calls, for: forMs }): Promise<LinesResult> {
    return await withGroup(isolate.session, 'lines', async (group) => {
      const { type, value } = await evaluateObject(isolate, name, { signal, notice }, group);
      if (value === null || type !== 'function')
        throw new UserError(
          'no-function',
          `${name} is ${value === null ? kindOf(type) : 'an object'}, not a function`,
          {
            hint: 'name a function of the program, as handle or Cache.prototype.set',
          },
        );
      return { name, ...(await measureFunction(isolate, value, { calls, forMs, signal }, group)) };
    });
  },
  view({ name, place, calls, lines }): Block[] {
    return [
      note([strong(name), ` at ${shortPlace(place)}, ${formatCounted(calls, 'call')}`]),
      table(lines, [
        numbers('line', ({ line }) => dim(String(line))),
        numbers('hits', ({ hits }) => formatCount(hits)),
        numbers('bytes', ({ bytes }) => (bytes === null ? dim('–') : strong(formatBytes(bytes)))),
        numbers('min', ({ minBytes }) => (minBytes === null ? '' : formatBytes(minBytes))),
        numbers('max', ({ maxBytes }) => (maxBytes === null ? '' : formatBytes(maxBytes))),
        { title: 'source', cell: ({ text }) => text, narrow: 'cut' },
      ]),
      ...(lines.some(({ bytes, hits, waits }) => bytes === null && hits > 0 && waits)
        ? [note('– not measured: the line waits, and others allocate meanwhile')]
        : []),
      ...(lines.some(({ bytes, hits, waits }) => bytes === null && hits > 0 && !waits)
        ? [note('– not measured: a collection, or another call, came between each time')]
        : []),
    ];
  },
});
