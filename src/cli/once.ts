import type { AnyCommand } from '../commands/command.js';
import { runCommand } from '../commands/run.js';
import { ExitCode } from '../errors.js';
import type { Io, Settings } from './settings.js';
import { terminalContext } from './terminal-context.js';
import { withTarget } from './with-target.js';

/** Runs one console command on a target: `leakconsole COMMAND TARGET [ARGS]`. */
export function once(
  command: AnyCommand,
  settings: Settings,
  io: Io,
  args: Record<string, unknown>,
): Promise<ExitCode> {
  return withTarget(String(args.target), command.name, settings, io, async (target, signal) => {
    const output = { json: settings.json, style: settings.style, write: (text: string) => void io.stdout.write(text) };
    await runCommand(command, { ...terminalContext(settings, io), signal, target }, args, output);
    return ExitCode.done;
  });
}
