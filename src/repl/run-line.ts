import { errorLine, resultLine } from '../dispatch/json-report.js';
import { type CommandRequest, parseLine } from '../dispatch/parse-line.js';
import { usageError } from '../dispatch/parse-words.js';
import { type Console, runCommand } from '../dispatch/run-command.js';
import { NOTHING_SPENT } from '../dispatch/target.js';
import { ExitCode, UserError } from '../errors.js';
import { show } from '../view/text/screen.js';
import { findCommand } from './find-command.js';

/** Runs one line: a command that begins with a dot, or an expression. Throws what the command throws. */
export async function runLine(console: Console, line: string, signal: AbortSignal): Promise<void> {
  const { json, target, screen } = console;
  const [, name, rest = ''] = /^\s*\.([a-z][\w-]*)\s*(.*)$/is.exec(line) ?? [];
  let request: CommandRequest;
  try {
    if (name === 'help') return await showHelp(rest, console);
    if (name !== undefined && rest.trim() === '--help') return await showHelp(name, console);
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

async function showHelp(rest: string, console: Console): Promise<void> {
  const { describeHelp, viewHelp } = await import('./help.js');
  const words = rest.split(/\s+/).filter((word) => word !== '');
  const [topic = '', ...others] = words.filter((word) => word !== '--json').map((word) => word.replace(/^\./, ''));
  if (others.length > 0 || topic.startsWith('-')) {
    throw usageError('.help takes the name of one command, or all', { help: '.help' });
  }
  if (console.json || words.includes('--json')) {
    const help = await describeHelp(topic, console);
    console.screen.write(resultLine('help', console.target, NOTHING_SPENT, help));
  } else show(await viewHelp(topic, console), console.screen);
}

async function requestEvaluation({ target, registry }: Console, expression: string): Promise<CommandRequest> {
  if (target.kind !== 'files') {
    const command = await registry.commands.eval();
    return {
      command,
      args: { expression },
      exports: { files: {}, overwrite: false },
      lens: null,
      force: false,
      json: false,
      fork: false,
    };
  }
  throw new UserError('nothing-to-evaluate', 'expressions need a running process; this is a heap snapshot', {
    hint: '.help lists the commands that answer questions about it',
    exitCode: ExitCode.usage,
  });
}
