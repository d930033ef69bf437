import { biggestCommand } from './biggest.js';
import type { AnyCommand } from './command.js';
import { diffCommand } from './diff.js';
import { evalCommand } from './eval.js';
import { gcCommand } from './gc.js';
import { infoCommand } from './info.js';
import { instancesCommand } from './instances.js';
import { logsCommand } from './logs.js';
import { memCommand } from './mem.js';
import { modulesCommand } from './modules.js';
import { objectCommand } from './object.js';
import { refsCommand } from './refs.js';
import { retainersCommand } from './retainers.js';
import { scopeCommand } from './scope.js';
import { stringsCommand } from './strings.js';
import { typesCommand } from './types.js';
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
  typesCommand,
  retainersCommand,
  instancesCommand,
  objectCommand,
  refsCommand,
  biggestCommand,
  stringsCommand,
  diffCommand,
];

/** The command of this name or alias, or undefined. */
export function findCommand(name: string): AnyCommand | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name));
}
