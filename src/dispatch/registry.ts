import type { AnyCommand } from './command.js';

type Loader = () => Promise<AnyCommand>;

/** The commands by what they are asked for; each is loaded when it is needed, so that `1+1` loads no heap analysis. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, Loader>>>> = {
  'the process': {
    info: async () => (await import('../commands/info.js')).infoCommand,
    mem: async () => (await import('../commands/mem.js')).memCommand,
    gc: async () => (await import('../commands/gc.js')).gcCommand,
    logs: async () => (await import('../commands/logs.js')).logsCommand,
    budget: async () => (await import('../commands/budget.js')).budgetCommand,
  },
  'its modules and their variables': {
    eval: async () => (await import('../commands/eval.js')).evalCommand,
    modules: async () => (await import('../commands/modules.js')).modulesCommand,
    use: async () => (await import('../commands/use.js')).useCommand,
    scope: async () => (await import('../commands/scope.js')).scopeCommand,
    watch: async () => (await import('../commands/watch.js')).watchCommand,
  },
  'what grows, without stopping it': {
    collections: async () => (await import('../commands/collections.js')).collectionsCommand,
    path: async () => (await import('../commands/path.js')).pathCommand,
  },
  'what fills the heap, counted': {
    types: async () => (await import('../commands/types.js')).typesCommand,
    growth: async () => (await import('../commands/growth.js')).growthCommand,
    mark: async () => (await import('../commands/mark.js')).markCommand,
    count: async () => (await import('../commands/count.js')).countCommand,
    instances: async () => (await import('../commands/instances.js')).instancesCommand,
  },
  'what holds it, in a heap snapshot': {
    snapshot: async () => (await import('../commands/snapshot.js')).snapshotCommand,
    retainers: async () => (await import('../commands/retainers.js')).retainersCommand,
    size: async () => (await import('../commands/size.js')).sizeCommand,
    object: async () => (await import('../commands/object.js')).objectCommand,
    refs: async () => (await import('../commands/refs.js')).refsCommand,
    live: async () => (await import('../commands/live.js')).liveCommand,
    biggest: async () => (await import('../commands/biggest.js')).biggestCommand,
    strings: async () => (await import('../commands/strings.js')).stringsCommand,
    diff: async () => (await import('../commands/diff.js')).diffCommand,
  },
};

const LOADERS: Readonly<Record<string, Loader>> = Object.assign({}, ...Object.values(GROUPS));

/** Whether a command has this name. */
export function isCommand(name: string | undefined): name is string {
  return name !== undefined && Object.hasOwn(LOADERS, name);
}

/** All commands; or, if `name` is the name of one, that one alone. */
export async function loadCommands(name?: string): Promise<readonly AnyCommand[]> {
  const loaders = isCommand(name) ? [LOADERS[name]] : Object.values(LOADERS);
  return Promise.all(loaders.map((load) => load()));
}

/** The command of this name, or undefined. */
export function findCommand(commands: readonly AnyCommand[], name: string): AnyCommand | undefined {
  return commands.find((command) => command.name === name);
}

/** The commands by what they are asked for, as help lists them; groups that none of them belongs to are left out. */
export function commandGroups(commands: readonly AnyCommand[]): { title: string; commands: readonly AnyCommand[] }[] {
  return Object.entries(GROUPS)
    .map(([title, loaders]) => ({ title, commands: commands.filter(({ name }) => Object.hasOwn(loaders, name)) }))
    .filter((group) => group.commands.length > 0);
}
