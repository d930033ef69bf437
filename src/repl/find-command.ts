import type { AnyCommand } from '../dispatch/command.js';
import type { Console } from '../dispatch/run-command.js';
import { ExitCode, UserError } from '../errors.js';

/** The command of this name. Throws a UserError where there is none. */
export async function findCommand({ registry }: Pick<Console, 'registry'>, name: string): Promise<AnyCommand> {
  if (Object.hasOwn(registry.commands, name)) return await registry.commands[name]();
  throw new UserError('unknown-command', `there is no command .${name}`, {
    hint: '.help lists the commands',
    exitCode: ExitCode.usage,
  });
}
