import type { Target } from '../commands/context.js';
import { loadCommands } from '../commands/registry.js';
import type { ExitCode } from '../errors.js';
import type { Console } from '../repl/console.js';
import { linesOf, runLines } from '../repl/lines.js';
import { createReport } from './report.js';
import type { Io, Settings } from './settings.js';
import { terminalContext } from './terminal-context.js';

/**
 * The console on a target: interactive on a terminal, else it runs the given lines, or those that it reads.
 *
 * `greeting` is shown on a terminal only.
 */
export async function consoleOn(
  target: Target,
  settings: Settings,
  io: Io,
  { signal, lines, greeting }: { signal: AbortSignal; lines?: readonly string[]; greeting?: string },
): Promise<ExitCode> {
  const output = { json: settings.json, style: settings.style, write: (text: string) => void io.stdout.write(text) };
  const console: Console = {
    commands: await loadCommands(),
    target,
    output,
    context: { target, ...terminalContext(settings, io) },
  };
  const report = createReport(io.stderr, settings.errorStyle);
  if (lines || !settings.interactive) return runLines(console, lines ?? linesOf(io.stdin), { signal, report });
  if (greeting) io.stdout.write(greeting);
  const { runInteractive } = await import('../repl/interactive.js');
  return runInteractive(console, io, { signal, report: createReport(io.stdout, settings.style) });
}
