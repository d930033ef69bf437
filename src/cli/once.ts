import type { AnyCommand } from '../commands/command.js';
import { runCommand } from '../commands/run.js';
import { ExitCode } from '../errors.js';
import { attachTo, liveTarget } from './attachment.js';
import type { Io, Settings } from './settings.js';
import { withSignals } from './signals.js';
import { terminalContext } from './terminal-context.js';

/** Runs one console command on a target: `leakconsole COMMAND TARGET [ARGS]`. */
export async function once(
  command: AnyCommand,
  settings: Settings,
  io: Io,
  args: Record<string, unknown>,
): Promise<ExitCode> {
  return withSignals(io, async (signal) => {
    const context = { ...terminalContext(settings, io), signal };
    const { target, detach } = await attachTo(liveTarget(String(args.target)), settings, context);
    const output = { json: settings.json, style: settings.style, write: (text: string) => void io.stdout.write(text) };
    try {
      await runCommand(command, { ...context, target }, args, output);
      return ExitCode.done;
    } finally {
      await detach();
    }
  });
}
