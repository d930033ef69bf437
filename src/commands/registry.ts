import type { AnyCommand } from './command.js';
import { evalCommand } from './eval.js';

/** All commands, in the order in which help lists them. */
export const commands: readonly AnyCommand[] = [evalCommand];

/** The command of this name or alias, or undefined. */
export function findCommand(name: string): AnyCommand | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name));
}
