import type { Context, Target } from '../dispatch/context.js';
import { loadCommands } from '../dispatch/registry.js';
import type { Output } from '../dispatch/run-command.js';
import type { ExitCode } from '../errors.js';
import { showInBackground } from '../repl/background.js';
import type { Console } from '../repl/console.js';
import { linesOf, runLines } from '../repl/lines.js';
import { createReport, type Report } from './report.js';
import type { Io, Settings } from './settings.js';
import { terminalContext } from './terminal-context.js';

export interface ConsoleOptions {
  readonly signal: AbortSignal;
  /** The lines to run, instead of those that are typed or read. */
  readonly lines?: readonly string[];
  /** Shown first, on a terminal only. */
  readonly greeting?: string;
  /** What the program writes that we have started: shown above the prompt. */
  readonly programOutput?: AsyncIterable<string>;
}

/** A console on a target, whose results go to stdout. */
export async function createConsole(target: Target, settings: Settings, io: Io): Promise<Console> {
  return {
    commands: await loadCommands(),
    target,
    output: { json: settings.json, style: settings.style, write: (text) => void io.stdout.write(text) },
    context: { target, ...terminalContext(settings, io) },
  };
}

/** The console on a target: interactive on a terminal, else it runs the given lines, or those that it reads. */
export async function consoleOn(
  target: Target,
  settings: Settings,
  io: Io,
  { signal, lines, greeting, programOutput }: ConsoleOptions,
): Promise<ExitCode> {
  const console = await createConsole(target, settings, io);
  if (lines || !settings.interactive) {
    const report = createReport(io.stderr, settings.errorStyle);
    const context = {
      ...console.context,
      inBackground: settings.json ? null : showBetweenLines(console.output, report),
    };
    return runLines({ ...console, context }, lines ?? linesOf(io.stdin, signal), { signal, report });
  }
  if (greeting) io.stdout.write(greeting);
  const { runInteractive } = await import('../repl/interactive.js');
  return runInteractive(console, io, { signal, report: createReport(io.stdout, settings.style), programOutput });
}

/** Writes results whenever they come, between those of the lines. As JSON each line has its one result, so nothing comes between. */
function showBetweenLines({ write, style }: Output, report: Report): NonNullable<Context['inBackground']> {
  return (results, render) => void showInBackground(results, (result) => write(`${render(result, style)}\n`), report);
}
