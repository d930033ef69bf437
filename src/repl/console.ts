import { parseArguments } from '../commands/arguments.js';
import type { AnyCommand } from '../commands/command.js';
import type { Context, Target } from '../commands/context.js';
import { evalCommand } from '../commands/eval.js';
import { findCommand } from '../commands/registry.js';
import { type Output, runCommand } from '../commands/run.js';
import { ExitCode, UserError } from '../errors.js';
import { renderCommandHelp, renderHelp } from './help.js';

/** A console on one target: what runs its lines, interactive or not. */
export interface Console {
  readonly commands: readonly AnyCommand[];
  readonly target: Target;
  readonly output: Output;
  readonly context: Omit<Context, 'account' | 'signal'>;
}

/** Runs one line: a command that begins with a dot, or an expression. Throws what the command throws. */
export async function runLine(console: Console, line: string, signal: AbortSignal): Promise<void> {
  const { commands, target, output, context } = console;
  const { command, rest } = parseLine(commands, line);
  if (command === 'help') return output.write(help(rest, console));
  if (command === evalCommand && target.kind === 'files') throw nothingToEvaluate();
  const args = command === evalCommand ? { expression: rest } : parseArguments(command, rest);
  await runCommand(command, { ...context, signal }, args, output);
}

function parseLine(commands: readonly AnyCommand[], line: string): { command: AnyCommand | 'help'; rest: string } {
  const [, name, rest] = /^\s*\.([a-z][\w-]*)\s*(.*)$/is.exec(line) ?? [];
  if (!name) return { command: evalCommand, rest: line };
  if (name === 'help') return { command: 'help', rest: rest.trim() };
  const command = findCommand(commands, name);
  if (!command) throw unknownCommand(name);
  return { command, rest: rest.trim() };
}

function help(name: string, { commands, target, output: { style } }: Console): string {
  if (!name)
    return renderHelp(
      commands.filter((command) => command.on.includes(target.kind)),
      target.kind,
      style,
    );
  const command = findCommand(commands, name.replace(/^\./, ''));
  if (!command) throw unknownCommand(name);
  return renderCommandHelp(command, style);
}

function nothingToEvaluate(): UserError {
  return new UserError('nothing-to-evaluate', 'a heap snapshot has nothing that could evaluate an expression', {
    hint: '.help lists the commands that answer questions about it',
    exitCode: ExitCode.usage,
  });
}

function unknownCommand(name: string): UserError {
  return new UserError('unknown-command', `there is no command .${name.replace(/^\./, '')}`, {
    hint: '.help lists the commands',
    exitCode: ExitCode.usage,
  });
}
