import type { Registry } from './dispatch/registry.js';

/** The commands, in the order in which help lists them. */
const COMMANDS = {
  info: async () => (await import('./commands/info.js')).infoCommand,
  mem: async () => (await import('./commands/mem.js')).memCommand,
  trend: async () => (await import('./commands/trend.js')).trendCommand,
  workers: async () => (await import('./commands/workers.js')).workersCommand,
  gc: async () => (await import('./commands/gc.js')).gcCommand,
  logs: async () => (await import('./commands/logs.js')).logsCommand,
  budget: async () => (await import('./commands/budget.js')).budgetCommand,
  eval: async () => (await import('./commands/eval.js')).evalCommand,
  modules: async () => (await import('./commands/modules.js')).modulesCommand,
  use: async () => (await import('./commands/use.js')).useCommand,
  scope: async () => (await import('./commands/scope.js')).scopeCommand,
  watch: async () => (await import('./commands/watch.js')).watchCommand,
  collections: async () => (await import('./commands/collections.js')).collectionsCommand,
  path: async () => (await import('./commands/path.js')).pathCommand,
  diagnose: async () => (await import('./commands/diagnose.js')).diagnoseCommand,
  types: async () => (await import('./commands/types.js')).typesCommand,
  growth: async () => (await import('./commands/growth.js')).growthCommand,
  mark: async () => (await import('./commands/mark.js')).markCommand,
  count: async () => (await import('./commands/count.js')).countCommand,
  instances: async () => (await import('./commands/instances.js')).instancesCommand,
  alloc: async () => (await import('./commands/alloc.js')).allocCommand,
  lines: async () => (await import('./commands/lines.js')).linesCommand,
  snapshot: async () => (await import('./commands/snapshot.js')).snapshotCommand,
  retainers: async () => (await import('./commands/retainers.js')).retainersCommand,
  size: async () => (await import('./commands/size.js')).sizeCommand,
  object: async () => (await import('./commands/object.js')).objectCommand,
  refs: async () => (await import('./commands/refs.js')).refsCommand,
  live: async () => (await import('./commands/live.js')).liveCommand,
  biggest: async () => (await import('./commands/biggest.js')).biggestCommand,
  strings: async () => (await import('./commands/strings.js')).stringsCommand,
  diff: async () => (await import('./commands/diff.js')).diffCommand,
} as const satisfies Registry['commands'];

/** The commands by name. */
export type Commands = { readonly [N in keyof typeof COMMANDS]: Awaited<ReturnType<(typeof COMMANDS)[N]>> };

/** The commands and lenses of leakconsole. */
export const REGISTRY = {
  commands: COMMANDS,
  lenses: async () => (await import('./lenses/lenses.js')).LENSES,
} satisfies Registry;
