import type { Lens } from '../lenses/lens.js';
import type { AnyCommand } from './command.js';
import { GROUPS } from './command.js';

/**
 * What a console knows: its commands by name, and its lenses. Each is loaded when it is needed, so that `1+1` loads no
 * heap analysis.
 */
export interface Registry {
  readonly commands: Readonly<Record<string, () => Promise<AnyCommand>>>;
  /** The preferred first. */
  readonly lenses: () => Promise<readonly Lens[]>;
}

/** All commands. */
export async function loadCommands({ commands }: Registry): Promise<readonly AnyCommand[]> {
  return Promise.all(Object.values(commands).map((load) => load()));
}

/** The commands by what they are asked for, as help lists them; groups that none of them belongs to are left out. */
export function groupCommands(
  commands: readonly AnyCommand[],
): { readonly title: string; readonly commands: readonly AnyCommand[] }[] {
  return Object.entries(GROUPS)
    .map(([group, title]) => ({ title, commands: commands.filter((command) => command.group === group) }))
    .filter((group) => group.commands.length > 0);
}
