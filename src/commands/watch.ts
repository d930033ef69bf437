import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { runInNewContext, Script } from 'node:vm';
import { COUNT, EXPRESSION, TEXT } from '../dispatch/argument.js';
import { defineCommand, type OfProcess } from '../dispatch/command.js';
import { sum, sumCourses } from '../dispatch/merge-rows.js';
import { INTERVAL, repeat } from '../dispatch/repeat.js';
import { ExitCode, messageOf, UserError } from '../errors.js';
import { evaluate } from '../isolate/console/evaluate.js';
import { bad, type Inline, text } from '../view/blocks.js';
import { csvRows } from '../view/csv.js';
import { formatCount, formatCountDelta } from '../view/format-quantities.js';

/** One look at an expression's value. */
export interface WatchResult {
  /** What is evaluated. */
  readonly expression: string;
  /** When, ISO 8601. */
  readonly at: string;
  /** What `typeof` says of the value; `null` for null. */
  readonly type: string;
  /** The value; null where it is no boolean, finite number, or string of up to 10,000 characters. */
  readonly value: unknown;
  /** The value as Node prints it. */
  readonly text: string;
  /** The numbers of the last looks, this one included. */
  readonly course: readonly number[];
  /** Against the look before, per second; null where one of them was no number. */
  readonly perSecond: number | null;
  /** The condition of `--until` holds: this was the last look. */
  readonly ended: boolean;
  /** The condition of `--alert` begins to hold. */
  readonly alert: boolean;
  /** Of several processes that were looked at together: the value in each. The result’s own numbers are their sums. */
  readonly processes?: readonly ProcessLook[];
}

/** The value in one process. */
interface ProcessLook {
  readonly pid: number;
  /** The value; null where it is no boolean, finite number, or string of up to 10,000 characters. */
  readonly value: unknown;
  readonly text: string;
}

const MOST_IN_COURSE = 200;

/** Evaluates an expression again and again. */
export const watchCommand = defineCommand({
  name: 'watch',
  group: 'modules',
  summary: 'an expression’s value over time, with a curve',
  help:
    'It goes on until Ctrl-C; with --until it ends by itself, so that a script can wait for it. --run runs a ' +
    'command of the shell each time the condition of --alert begins to hold, with the value in $LEAKCONSOLE_VALUE.',
  examples: [
    'cache.size',
    'cache.size --until "value > 1e6"',
    'cache.size --alert "value > 1e6" --run "page-somebody"',
  ],
  on: ['live'],
  positionals: {
    expression: { kind: EXPRESSION, required: true, raw: true, describe: 'what to evaluate, again and again' },
  },
  options: {
    every: { kind: INTERVAL, default: 1000, describe: 'how far apart the looks are' },
    count: { kind: COUNT, describe: 'end after this many looks' },
    until: { kind: TEXT, describe: 'end when this holds: a JavaScript condition on `value`' },
    alert: { kind: TEXT, describe: 'tell when this begins to hold' },
    run: { kind: TEXT, describe: 'run this shell command at each --alert' },
  },
  async *run(
    { isolate, valueWidth: width, signal, notice },
    { expression, every, count, until, alert, run },
  ): AsyncGenerator<WatchResult> {
    const reached = conditionOf('--until', until);
    const alarming = conditionOf('--alert', alert);
    if (run !== undefined && alert === undefined) {
      throw new UserError('usage', '--run needs --alert', {
        hint: `--alert "value > 1e6" --run "${run}"`,
        exitCode: ExitCode.usage,
      });
    }
    const course: number[] = [];
    let before: WatchResult | null = null;
    let wasAlarming = false;
    const repetition = { everyMs: every, count: count ?? Number.POSITIVE_INFINITY };
    const looks = repeat(repetition, signal, async (): Promise<WatchResult> => {
      const at = new Date().toISOString();
      const { type, text, value = null } = await evaluate(isolate, expression, { width, signal, notice });
      if (typeof value === 'number') course.push(value);
      const isAlarming = alarming(value);
      const begins = isAlarming && !wasAlarming;
      wasAlarming = isAlarming;
      const shown = course.slice(-MOST_IN_COURSE);
      const perSecond = before && rate(before, { at, value });
      before = { expression, at, type, value, text, course: shown, perSecond, ended: reached(value), alert: begins };
      return before;
    });
    for await (const result of looks) {
      if (result.alert) notice(`${result.at}  ${expression} is ${result.text}: ${alert}`);
      yield result;
      if (result.alert && run !== undefined) runInShell(run, result.text, notice);
      if (result.ended) return;
    }
  },
  view({ at, value, text: printed, course, perSecond, alert, processes }) {
    const shown = typeof value === 'number' ? formatCount(value) : printed.replaceAll('\n', ' ');
    const perSecondText = perSecond === null ? '' : `  ${formatCountDelta(Math.round(perSecond * 10) / 10)}/s`;
    const line = `${at.slice(11, 19)}  ${shown}${perSecondText}${processes ? spreadOf(processes) : ''}`;
    const curve: Inline = course.length > 1 ? ['  ', { curve: course, most: 40 }] : '';
    return [text([alert ? bad(`${line}  alert`) : line, curve], 'cut')];
  },
  merge: { combine: combineLooks },
  redraws: () => true,
  exports: {
    csv: {
      describe: 'append one line a look to this file, with the time; - is standard output',
      header: 'time,value',
      write: ({ at, value, text }) => csvRows([[at, typeof value === 'number' ? value : text]]),
    },
  },
});

/** One look at several processes: numbers are their sum, and of other values the first is shown. */
function combineLooks(results: readonly OfProcess<WatchResult>[]): WatchResult {
  const [{ result: first }] = results;
  const looks = results.map(({ result }) => result);
  const processes = results.map(({ pid, result: { value, text } }) => ({ pid, value, text }));
  const ended = looks.some((look) => look.ended);
  const alert = looks.some((look) => look.alert);
  const values = looks.map(({ value }) => value).filter((value) => typeof value === 'number');
  if (values.length < looks.length) return { ...first, ended, alert, processes };
  const value = values.reduce((total, each) => total + each, 0);
  const course = sumCourses(looks.map(({ course }) => course));
  const perSecond = sum(looks.map(({ perSecond }) => perSecond));
  return { ...first, type: 'number', value, text: String(value), course, perSecond, ended, alert, processes };
}

function spreadOf(processes: readonly { readonly value: unknown }[]): string {
  const values = processes.map(({ value }) => value).filter((value) => typeof value === 'number');
  const inAll = `  ${processes.length} processes`;
  if (values.length < processes.length) return inAll;
  return `${inAll}  min ${formatCount(Math.min(...values))} · max ${formatCount(Math.max(...values))}`;
}

function rate(before: WatchResult, { at, value }: Pick<WatchResult, 'at' | 'value'>): number | null {
  const seconds = (Date.parse(at) - Date.parse(before.at)) / 1000;
  if (seconds <= 0 || typeof value !== 'number' || typeof before.value !== 'number') return null;
  return (value - before.value) / seconds;
}

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
  return new UserError('usage', `${option} “${source}” is not a condition: ${messageOf(cause)}`, {
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
