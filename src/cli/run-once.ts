import { usageOf } from '../dispatch/line-options.js';
import type { CommandRequest } from '../dispatch/parse-line.js';
import { runCommand } from '../dispatch/run-command.js';
import { ExitCode, UserError } from '../errors.js';
import { createConsole } from './create-console.js';
import { inJson } from './in-json.js';
import type { Invocation } from './settings.js';
import { type WantedTarget, withTarget } from './with-target.js';

/**
 * Runs one console command on a target: `leakconsole COMMAND TARGET [ARGS]`. Gives the exit code of its last result.
 */
export async function runOnce(
  request: CommandRequest,
  target: WantedTarget,
  invocation: Invocation,
): Promise<ExitCode> {
  const { name, onlyInConsole, positionals } = request.command;
  const { settings, io } = invocation;
  if (onlyInConsole !== undefined) {
    const refusal = new UserError('only-in-console', onlyInConsole, {
      hint: `\`leakconsole attach TARGET\`, and there: .${name} ${usageOf({ positionals })}`,
      exitCode: ExitCode.usage,
    });
    await inJson(name, settings.json, io, () => Promise.reject(refusal));
  }
  return withTarget(target, name, invocation, async (attached, interrupts) => {
    const console = { ...createConsole(attached, invocation, interrupts), endsSession: true };
    return await runCommand(console, request, interrupts.signal);
  });
}
