import { COUNT, durationKind, EXPRESSION, FLAG } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { UserError } from '../errors.js';
import { evaluateObject, kindOf } from '../isolate/console/evaluate-object.js';
import type { Isolate } from '../isolate/isolate.js';
import { type MeasuredFunction, measureFunction } from '../isolate/measure-function.js';
import { shortPlace } from '../places/shorten.js';
import { withGroup } from '../session/object-group.js';
import { type Block, dim, note, numbers, strong, table } from '../view/blocks.js';
import { formatSeconds } from '../view/format-duration.js';
import { formatBytes, formatCount, formatCounted } from '../view/format-quantities.js';

/** What each line of a function allocates. */
export interface LinesResult extends MeasuredFunction {
  /** The expression that named the function. */
  readonly name: string;
}

/** What each line of a function allocates, bytes a pass. */
export const linesCommand = defineCommand({
  name: 'lines',
  group: 'code',
  summary: 'what each line of a function allocates, while the service calls it',
  help:
    'It sets a breakpoint on each line whose condition reads the heap’s size and is always false, so the service ' +
    'does not pause. Each line takes about 0.5 ms more meanwhile, and the function runs unoptimized. It ends after ' +
    '--calls, after --for, or after 10,000 lines, and removes the breakpoints. Shown is what most passes of a line ' +
    'have allocated, what it called included. A line that waits (await, yield) is not measured, as others allocate ' +
    'meanwhile.\n' +
    '--step measures one call exactly: V8 stops at each line, and the main thread stands still meanwhile, a few ms ' +
    'a line and never longer than --max-pause. It stops in the next call too, which tells what stopping allocates. A ' +
    'worker in the target does it, so the service goes on even if this console dies; the program hears of that worker ' +
    'if it listens to the event worker of process, and another debugger that is attached sees each stop. One console ' +
    'at a time measures lines.',
  examples: ['handle', 'Cache.prototype.set --calls 20 --for 1m', 'handle --step'],
  on: ['live'],
  positionals: {
    function: { kind: EXPRESSION, required: true, describe: 'an expression whose value is the function' },
  },
  options: {
    calls: { kind: COUNT, describe: 'end after this many calls (default: 100, with --step 1)' },
    for: { kind: durationKind({ least: 100, most: 600_000 }), default: 10_000, describe: 'end after this long' },
    step: { kind: FLAG, default: false, describe: 'stop the service at each line of a call, to measure it exactly' },
  },
  async run({ isolate, signal, notice }, { function: name, calls, for: forMs, step }): Promise<LinesResult> {
    const mostPausedMs = step ? mostStepsMs(isolate) : null;
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
      const limits = { calls: calls ?? (step ? 1 : 100), forMs, signal, mostPausedMs };
      return { name, ...(await measureFunction(isolate, value, limits, group)) };
    });
  },
  view({ name, place, calls, pausedMs, lines }): Block[] {
    return [
      note([strong(name), ` at ${shortPlace(place)}, ${formatCounted(calls, 'call')}${describePause(pausedMs)}`]),
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

/** With --force. */
const LONGEST_STEPS_MS = 60_000;

/** How long the target may be stopped for steps, ms. Throws a UserError where it may not be at all. */
function mostStepsMs({ session, process: { limits, readOnly } }: Isolate): number {
  if (session.isWorker)
    throw new UserError('not-supported', 'only the main thread can be stepped through', {
      hint: 'without --step the lines are measured in any thread',
    });
  if (readOnly)
    throw new UserError('read-only', '--step stops the target and starts a worker in it, and --read-only was given', {
      hint: 'without --step the lines are measured while it runs',
    });
  return limits.force ? LONGEST_STEPS_MS : limits.maxPauseMs;
}

function describePause(pausedMs: number | null): string {
  return pausedMs === null ? '' : `, stepped through in ${formatSeconds(pausedMs)}`;
}
