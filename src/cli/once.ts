import { usageOf } from '../dispatch/arguments.js';
import type { AnyCommand } from '../dispatch/command.js';
import { runCommand } from '../dispatch/run-command.js';
import { ExitCode, UserError } from '../errors.js';
import type { Io, Settings } from './settings.js';
import { terminalContext } from './terminal-context.js';
import { toldInJson } from './told-in-json.js';
import { withTarget } from './with-target.js';

/** Runs one console command on a target: `leakconsole COMMAND TARGET [ARGS]`. */
export async function once(
  command: AnyCommand,
  settings: Settings,
  io: Io,
  args: Record<string, unknown>,
): Promise<ExitCode> {
  const { onlyInConsole } = command;
  if (onlyInConsole !== undefined) {
    await toldInJson(command.name, settings, io, () => Promise.reject(refused(command, onlyInConsole)));
  }
  return withTarget(String(args.target), command.name, settings, io, async (target, signal) => {
    const output = { json: settings.json, style: settings.style, write: (text: string) => void io.stdout.write(text) };
    await runCommand(command, { ...terminalContext(settings, io), signal, target, endsSession: true }, args, output);
    return ExitCode.done;
  });
}

function refused(command: AnyCommand, why: string): UserError {
  return new UserError('only-in-console', why, {
    hint: `\`leakconsole attach TARGET\`, and there: .${command.name} ${usageOf(command)}`,
    exitCode: ExitCode.usage,
  });
}
