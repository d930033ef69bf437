import { didYouMean, nearNames } from '../analysis/near-names.js';
import type { AnyCommand } from '../dispatch/command.js';
import type { Console } from '../dispatch/run-command.js';
import { ExitCode, UserError } from '../errors.js';

/** The command of this name. Throws a UserError where there is none. */
export async function findCommand({ registry }: Pick<Console, 'registry'>, name: string): Promise<AnyCommand> {
  if (Object.hasOwn(registry.commands, name)) return await registry.commands[name]();
  const near = nearNames(Object.keys(registry.commands), name).map((each) => `.${each}`);
  throw new UserError('unknown-command', `there is no command .${name}`, {
    hint: near.length > 0 ? didYouMean(near) : '.help lists the commands',
    exitCode: ExitCode.usage,
  });
}
