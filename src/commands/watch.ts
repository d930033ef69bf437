import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { runInNewContext, Script } from 'node:vm';
import { defineCommand } from '../dispatch/command.js';
import { repeated, repetitionOf } from '../dispatch/repeat.js';
import { ExitCode, messageOf, UserError } from '../errors.js';
import { evaluate } from '../isolate/console/evaluate.js';
import { csvRows } from '../view/csv.js';
import { formatCount, formatCountDelta } from '../view/text/bytes.js';
import { curve } from '../view/text/curve.js';
import type { Style } from '../view/text/style.js';
import { truncate } from '../view/text/text.js';

/** One look at an expression's value. */
export interface WatchResult {
  readonly expression: string;
  /** ISO 8601 */
  readonly at: string;
  readonly type: string;
  /** Null where JSON cannot hold it. */
  readonly value: unknown;
  readonly text: string;
  /** The numbers of the last looks, this one included. */
  readonly course: readonly number[];
  /** Against the look before, per second; null where one of them was no number. */
  readonly perSecond: number | null;
  /** The condition of `--until` holds: this was the last look. */
  readonly ended: boolean;
  readonly alert: boolean;
  readonly look: number;
  readonly csv: boolean;
}

const MOST_IN_COURSE = 200;

export const watchCommand = defineCommand({
  name: 'watch',
  summary: 'an expression’s value over time, with a curve',
  help:
    'It goes on until Ctrl-C; with --until it ends by itself, so that a script can wait for it. --run runs a command of the ' +
    'shell each time the condition of --alert begins to hold, with the value in $LEAKCONSOLE_VALUE.',
  examples: [
    'cache.size',
    'cache.size --until "value > 1e6"',
    'cache.size --alert "value > 1e6" --run "page-somebody"',
  ],
  on: ['live'],
  positionals: {
    expression: { type: 'string', demandOption: true, raw: true, describe: 'what to evaluate, again and again' },
  },
  options: {
    every: { type: 'string', default: '1s', describe: 'how far apart the looks are' },
    count: { type: 'number', describe: 'end after so many looks' },
    until: { type: 'string', describe: 'end when this holds: a JavaScript condition on `value`' },
    alert: { type: 'string', describe: 'tell when this begins to hold' },
    run: { type: 'string', describe: 'and run this command of the shell' },
    csv: { type: 'boolean', describe: 'one line a look, with the time' },
  },
  async *run({ target, signal, notice }, { expression, until, alert, run, csv = false, ...args }) {
    const reached = conditionOf('--until', until);
    const alarming = conditionOf('--alert', alert);
    if (run !== undefined && alert === undefined) {
      throw new UserError('usage', '--run is run at an alert, and there is none', {
        hint: `--alert "value > 1e6" --run "${run}"`,
        exitCode: ExitCode.usage,
      });
    }
    const course: number[] = [];
    let before: { at: number; value: unknown } | null = null;
    let wasAlarming = false;
    const looks = repeated(
      { ...repetitionOf(args), everyMs: repetitionOf(args).everyMs ?? 1000 },
      signal,
      async (look) => {
        const at = new Date();
        const { type, text, value = null } = await evaluate(target, expression, { show: SHOW, signal, notice });
        if (typeof value === 'number') course.push(value);
        const isAlarming = alarming(value);
        const alert = isAlarming && !wasAlarming;
        wasAlarming = isAlarming;
        const seconds = before ? (at.getTime() - before.at) / 1000 : 0;
        const perSecond =
          seconds > 0 && typeof value === 'number' && typeof before?.value === 'number'
            ? (value - before.value) / seconds
            : null;
        before = { at: at.getTime(), value };
        const shown = course.slice(-MOST_IN_COURSE);
        const ended = reached(value);
        const json = { expression, at: at.toISOString(), type, value, text, course: shown, perSecond, ended, alert };
        return { ...json, look, csv } satisfies WatchResult as WatchResult;
      },
    );
    for await (const result of looks) {
      yield result;
      if (result.alert && csv) notice(`${result.at}  ${expression} is ${result.text}: ${alert}`);
      if (result.alert && run !== undefined) runInShell(run, result.text, notice);
      if (result.ended) return;
    }
  },
  render: renderWatch,
});

const SHOW = { colors: false, width: 200 } as const;

/** A condition on `value`, of the user's own command line; evaluated here, not in the target. */
function conditionOf(option: string, source: string | undefined): (value: unknown) => boolean {
  if (source === undefined) return () => false;
  try {
    new Script(`(${source})`);
  } catch (cause) {
    throw noCondition(option, source, cause);
  }
  return (value) => {
    try {
      return Boolean(runInNewContext(source, { value }, { timeout: 1000 }));
    } catch (cause) {
      throw noCondition(option, source, cause);
    }
  };
}

function noCondition(option: string, source: string, cause: unknown): UserError {
  return new UserError('usage', `${option} “${source}” is no condition: ${messageOf(cause)}`, {
    hint: `${option} "value > 1e6"`,
    exitCode: ExitCode.usage,
    cause,
  });
}

function runInShell(command: string, value: string, notice: (text: string) => void): void {
  const child = spawn(command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LEAKCONSOLE_VALUE: value },
  });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', notice);
  child.on('error', (error) => notice(`--run failed: ${error.message}`));
  child.on('exit', (code) => {
    if (code) notice(`--run ended with code ${code}`);
  });
}

function renderWatch({ look, at, value, text, course, perSecond, alert, csv }: WatchResult, style: Style): string {
  if (csv) {
    const row = [at, typeof value === 'number' ? value : text];
    return csvRows(look === 0 ? [['time', 'value'], row] : [row]);
  }
  const shown = typeof value === 'number' ? formatCount(value) : truncate(text.replaceAll('\n', ' '), style.width - 12);
  const rate = perSecond === null ? '' : `  ${formatCountDelta(Math.round(perSecond * 10) / 10)}/s`;
  const line = `${at.slice(11, 19)}  ${shown}${rate}`;
  const room = Math.min(40, style.width - line.length - 2);
  const drawn = course.length > 1 && room > 4 ? `  ${style.yellow(curve(course, room))}` : '';
  if (!style.colors) return `${line}${alert ? '  alert' : ''}${drawn}`;
  // On a terminal each look takes the place of the one before, and an alert stays above.
  const back = look > 0 ? '\x1b[1A\x1b[2K' : '';
  return `${back}${alert ? `${style.red(`${line}  alert`)}\n` : ''}${line}${drawn}`;
}
