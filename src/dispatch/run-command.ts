import { ExitCode } from '../errors.js';
import type { SnapshotReading } from '../snapshot/files.js';
import { printableLines } from '../view/text/characters.js';
import type { Screen } from '../view/text/screen.js';
import type { Listener } from './command.js';
import { type ContextOptions, createContext, PLAIN_WIDTH } from './create-context.js';
import { invoke } from './invoke.js';
import { errorLine, resultLine } from './json-report.js';
import { type CommandRequest, completeArgs } from './parse-line.js';
import type { Registry } from './registry.js';
import { runOnGroup } from './run-on-group.js';
import { followChoice, looksAtAll, type Run, type Target } from './target.js';
import { TextReport } from './text-report.js';
import { ExportWriter } from './write-exports.js';

/** A console: what it is attached to, what it knows, and where its answers go. */
export interface Console extends Listener {
  readonly registry: Registry;
  readonly target: Target;
  readonly json: boolean;
  readonly screen: Screen;
  /** The name of the lens that the user wants for all commands; null: the budget chooses. */
  readonly lens: string | null;
  /** Whether the session ends with the next command, so that nobody can use what it leaves there. */
  readonly endsSession: boolean;
  /** How snapshot files are read. */
  readonly reading?: SnapshotReading;
}

/**
 * Runs what a line asks for and shows the results, one by one; a failure becomes JSON too, and is thrown again. Gives
 * the exit code for the last of them.
 */
export async function runCommand(console: Console, request: CommandRequest, signal: AbortSignal): Promise<ExitCode> {
  const { command, exports, force } = request;
  const { target, screen } = console;
  const json = console.json || request.json;
  const options: ContextOptions = {
    ...console,
    lenses: console.registry.lenses,
    wantedLens: request.lens ?? console.lens,
    force,
    fork: request.fork,
    signal,
    // What a program reads does not depend on the terminal.
    valueWidth: json || !Number.isFinite(screen.style.width) ? PLAIN_WIDTH : screen.style.width,
  };
  const run = runOn(target, request, options);
  const print = (text: string) => screen.write(text);
  const report = new TextReport(request, target, screen);
  let exitCode: ExitCode = ExitCode.done;
  try {
    // A file gets what there is; a terminal must not be moved by it.
    const writer = await ExportWriter.open(command, exports, (text) =>
      print(screen.rows === null ? text : printableLines(text)),
    );
    for await (const result of run.results) {
      let written: readonly string[] = [];
      let failure: { readonly error: unknown } | null = null;
      // A disk that is full must not cost the answer, for which the target may have stalled.
      try {
        written = await writer.write(result);
      } catch (error) {
        failure = { error };
      }
      const spent = run.takeSpent();
      // What comes next looks at one process.
      const next = looksAtAll(target) ? null : (command.next?.(result, completeArgs(request)) ?? null);
      if (json) print(resultLine(command.name, target, spent, result, next, written));
      else if (!writer.usesStdout) report.show(result, spent, next, written);
      if (failure) throw failure.error;
      exitCode = command.exitCode?.(result, completeArgs(request)) ?? ExitCode.done;
    }
  } catch (error) {
    const spent = run.takeSpent();
    if (json) print(errorLine(command.name, target, error, spent));
    else report.showCost(spent);
    throw error;
  } finally {
    if (target.kind === 'live') followChoice(target);
  }
  return exitCode;
}

/** Runs a command on what is looked at: all processes of a group, or one target. */
function runOn(target: Target, { command, args }: CommandRequest, options: ContextOptions): Run {
  if (looksAtAll(target)) return runOnGroup(target.group, command, completeArgs({ command, args }), options);
  if (target.kind === 'live') target.isolate.session.note(command.name, args);
  const context = createContext(options);
  return { results: invoke(command, context, args), takeSpent: () => context.takeSpent() };
}
