import { usageOf } from '../commands/arguments.js';
import type { AnyCommand } from '../commands/command.js';
import { errorLine, runCommand } from '../commands/run.js';
import { ExitCode, UserError } from '../errors.js';
import type { Io, Settings } from './settings.js';
import { terminalContext } from './terminal-context.js';
import { withTarget } from './with-target.js';

/** Runs one console command on a target: `leakconsole COMMAND TARGET [ARGS]`. */
export async function once(
  command: AnyCommand,
  settings: Settings,
  io: Io,
  args: Record<string, unknown>,
): Promise<ExitCode> {
  if (command.onlyInConsole !== undefined) {
    const error = onlyInConsole(command, command.onlyInConsole);
    if (settings.json) io.stdout.write(errorLine(command.name, null, error));
    throw error;
  }
  return withTarget(String(args.target), command.name, settings, io, async (target, signal) => {
    const output = { json: settings.json, style: settings.style, write: (text: string) => void io.stdout.write(text) };
    await runCommand(command, { ...terminalContext(settings, io), signal, target, endsSession: true }, args, output);
    return ExitCode.done;
  });
}

function onlyInConsole(command: AnyCommand, why: string): UserError {
  return new UserError('only-in-console', why, {
    hint: `\`leakconsole attach TARGET\`, and there: .${command.name} ${usageOf(command)}`,
    exitCode: ExitCode.usage,
  });
}
