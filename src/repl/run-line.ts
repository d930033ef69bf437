import { errorLine } from '../dispatch/json-report.js';
import { type CommandRequest, parseLine } from '../dispatch/parse-line.js';
import { type Console, runCommand } from '../dispatch/run-command.js';
import { ExitCode, UserError } from '../errors.js';
import { show } from '../view/text/screen.js';
import { findCommand } from './find-command.js';

/** Runs one line: a command that begins with a dot, or an expression. Throws what the command throws. */
export async function runLine(console: Console, line: string, signal: AbortSignal): Promise<void> {
  const { json, target, screen } = console;
  const [, name, rest = ''] = /^\s*\.([a-z][\w-]*)\s*(.*)$/is.exec(line) ?? [];
  if (name === 'help') {
    const { viewHelp } = await import('./help.js');
    return show(await viewHelp(rest.trim().replace(/^\./, ''), console), screen);
  }
  let request: CommandRequest;
  try {
    request =
      name === undefined
        ? await requestEvaluation(console, line)
        : parseLine(await findCommand(console, name), rest.trim());
  } catch (error) {
    if (json) screen.write(errorLine(name ?? 'eval', target, error));
    throw error;
  }
  await runCommand(console, request, signal);
}

async function requestEvaluation({ target, registry }: Console, expression: string): Promise<CommandRequest> {
  if (target.kind === 'live') {
    const command = await registry.commands.eval();
    return {
      command,
      args: { expression },
      exports: { files: {}, overwrite: false },
      lens: null,
      force: false,
      fork: false,
    };
  }
  throw new UserError('nothing-to-evaluate', 'a heap snapshot has nothing that could evaluate an expression', {
    hint: '.help lists the commands that answer questions about it',
    exitCode: ExitCode.usage,
  });
}
