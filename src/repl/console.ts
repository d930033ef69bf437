import { evalCommand } from '../commands/eval.js';
import { parseArguments } from '../dispatch/arguments.js';
import type { AnyCommand } from '../dispatch/command.js';
import type { Context, Target } from '../dispatch/context.js';
import { findCommand } from '../dispatch/registry.js';
import { errorLine, type Output, runCommand } from '../dispatch/run-command.js';
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
  const { output, context } = console;
  const [, name, rest = ''] = /^\s*\.([a-z][\w-]*)\s*(.*)$/is.exec(line) ?? [];
  if (name === 'help') return output.write(help(rest.trim(), console));
  let parsed: ParsedLine;
  try {
    parsed = name === undefined ? parseExpression(console, line) : parseCommand(console, name, rest.trim());
  } catch (error) {
    if (output.json) output.write(errorLine(name ?? evalCommand.name, console.target, error));
    throw error;
  }
  await runCommand(parsed.command, { ...context, signal }, parsed.args, output);
}

interface ParsedLine {
  readonly command: AnyCommand;
  readonly args: Record<string, unknown>;
}

function parseExpression({ target }: Console, expression: string): ParsedLine {
  if (target.kind === 'files') throw nothingToEvaluate();
  return { command: evalCommand, args: { expression } };
}

function parseCommand({ commands }: Console, name: string, rest: string): ParsedLine {
  const command = findCommand(commands, name);
  if (!command) throw unknownCommand(name);
  return { command, args: parseArguments(command, rest) };
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
