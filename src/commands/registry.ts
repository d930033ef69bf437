import type { AnyCommand } from './command.js';

/** The commands, in the order in which help lists them; each is loaded when it is needed, so that `1+1` loads no heap analysis. */
const LOADERS: Readonly<Record<string, () => Promise<AnyCommand>>> = {
  eval: async () => (await import('./eval.js')).evalCommand,
  modules: async () => (await import('./modules.js')).modulesCommand,
  use: async () => (await import('./use.js')).useCommand,
  scope: async () => (await import('./scope.js')).scopeCommand,
  info: async () => (await import('./info.js')).infoCommand,
  mem: async () => (await import('./mem.js')).memCommand,
  gc: async () => (await import('./gc.js')).gcCommand,
  logs: async () => (await import('./logs.js')).logsCommand,
  collections: async () => (await import('./collections.js')).collectionsCommand,
  path: async () => (await import('./path.js')).pathCommand,
  watch: async () => (await import('./watch.js')).watchCommand,
  budget: async () => (await import('./budget.js')).budgetCommand,
  types: async () => (await import('./types.js')).typesCommand,
  growth: async () => (await import('./growth.js')).growthCommand,
  mark: async () => (await import('./mark.js')).markCommand,
  count: async () => (await import('./count.js')).countCommand,
  snapshot: async () => (await import('./snapshot.js')).snapshotCommand,
  retainers: async () => (await import('./retainers.js')).retainersCommand,
  instances: async () => (await import('./instances.js')).instancesCommand,
  size: async () => (await import('./size.js')).sizeCommand,
  live: async () => (await import('./live.js')).liveCommand,
  object: async () => (await import('./object.js')).objectCommand,
  refs: async () => (await import('./refs.js')).refsCommand,
  biggest: async () => (await import('./biggest.js')).biggestCommand,
  strings: async () => (await import('./strings.js')).stringsCommand,
  diff: async () => (await import('./diff.js')).diffCommand,
};

/** All commands; or, if `name` is the name of one, that one alone. */
export async function loadCommands(name?: string): Promise<readonly AnyCommand[]> {
  const loaders = name && Object.hasOwn(LOADERS, name) ? [LOADERS[name]] : Object.values(LOADERS);
  return Promise.all(loaders.map((load) => load()));
}

/** The command of this name or alias, or undefined. */
export function findCommand(commands: readonly AnyCommand[], name: string): AnyCommand | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name));
}
