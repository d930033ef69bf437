import type { Interrupts } from '../dispatch/interrupts.js';
import type { Console } from '../dispatch/run-command.js';
import { sessionOf, type Target } from '../dispatch/target.js';
import type { ExitCode } from '../errors.js';
import { LineRunner } from '../repl/line-runner.js';
import { linesOf } from '../repl/lines.js';
import { showResults } from '../repl/show-results.js';
import type { Block } from '../view/blocks.js';
import { show } from '../view/text/screen.js';
import { createConsole } from './create-console.js';
import { createReport } from './report.js';
import type { Invocation, Io } from './settings.js';

/** Where a console takes its lines from, and what it shows beside their results. */
export interface ConsoleOptions {
  readonly interrupts: Interrupts;
  /** The lines to run, instead of those that are typed or read. */
  readonly lines?: readonly string[];
  /** Shown first, on a terminal only. */
  readonly greeting?: readonly Block[];
  /** What the program writes that we have started: shown above the prompt. */
  readonly programOutput?: AsyncIterable<string>;
}

/** Runs the console on a target: interactive on a terminal, else it runs the given lines, or those that it reads. */
export async function runConsole(
  target: Target,
  invocation: Invocation,
  { interrupts, lines, greeting = [], programOutput }: ConsoleOptions,
): Promise<ExitCode> {
  const { settings, io } = invocation;
  const { signal } = interrupts;
  const { screen, errorScreen, json, interactive } = settings;
  const console = createConsole(target, invocation, interrupts);
  if (lines || !interactive) {
    const report = createReport(errorScreen);
    // As JSON each line has its one result, so nothing comes between.
    const follow: Console['follow'] = json
      ? null
      : (results, view) => void showResults(results, (result) => show(view(result), screen), report);
    const runner = new LineRunner({ ...console, follow }, report);
    return lines ? runner.runAll(lines, signal) : await runTypedLines(runner, target, io, signal);
  }
  show(greeting, screen);
  const { runInteractive } = await import('../repl/interactive.js');
  return runInteractive(console, io, { signal, report: createReport(screen), programOutput });
}

/** Runs the lines of standard input until it or the target ends: a pipe that nobody closes must not keep us waiting. */
async function runTypedLines(runner: LineRunner, target: Target, io: Io, signal: AbortSignal): Promise<ExitCode> {
  const reading = new AbortController();
  const stop = () => reading.abort();
  sessionOf(target)?.ended.then(stop);
  try {
    return await runner.runAll(linesOf(io.stdin, AbortSignal.any([signal, reading.signal])), signal);
  } finally {
    stop();
  }
}
