import type { AnyCommand } from './command.js';
import { evalCommand } from './eval.js';
import { gcCommand } from './gc.js';
import { infoCommand } from './info.js';
import { logsCommand } from './logs.js';
import { memCommand } from './mem.js';
import { modulesCommand } from './modules.js';
import { scopeCommand } from './scope.js';
import { useCommand } from './use.js';

/** All commands, in the order in which help lists them. */
export const commands: readonly AnyCommand[] = [
  evalCommand,
  modulesCommand,
  useCommand,
  scopeCommand,
  infoCommand,
  memCommand,
  gcCommand,
  logsCommand,
];

/** The command of this name or alias, or undefined. */
export function findCommand(name: string): AnyCommand | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name));
}
