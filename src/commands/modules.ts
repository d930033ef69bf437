import { FLAG, TEXT } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { allModules, currentModule } from '../isolate/modules/lookup.js';
import { accent, dim, note, numbers, table, text } from '../view/blocks.js';
import { formatCount } from '../view/format-quantities.js';

/** A loaded module. */
export interface ModuleRow {
  readonly url: string;
  /** Its short name. */
  readonly name: string;
  /** `commonjs` or `module`. */
  readonly kind: string;
  /** Whether it is the module with which the process was started. */
  readonly main: boolean;
  /** How many of its top-level variables can be read; null where no function of the module was found. */
  readonly bindings: number | null;
}

/** The loaded modules. */
export interface ModulesResult {
  /** Those that were asked for. */
  readonly modules: readonly ModuleRow[];
}

/** Lists the loaded modules, with how many variables of each can be read. */
export const modulesCommand = defineCommand({
  name: 'modules',
  group: 'modules',
  summary: 'list the loaded modules, with the number of variables that can be read',
  help: 'A variable that no function uses V8 does not keep: it is not counted, and nobody can read it.',
  on: ['live'],
  positionals: { filter: { kind: TEXT, describe: 'only those whose path contains this' } },
  options: { all: { kind: FLAG, default: false, describe: 'those of node_modules too' } },
  async run({ isolate, signal, notice }, { filter = '', all }): Promise<ModulesResult> {
    // Looks harder for the main module than the list alone would.
    await currentModule(isolate, { signal, notice });
    const { modules } = await allModules(isolate, { signal, notice });
    const chosen = modules.filter(({ url, inNodeModules }) => (all || !inNodeModules) && url.includes(filter));
    return {
      modules: chosen.map(({ url, name, kind, isMain, bindings }) => ({ url, name, kind, main: isMain, bindings })),
    };
  },
  merge: { combine: ([first]) => first.result },
  view({ modules }) {
    if (modules.length === 0)
      return [text(['no such module is loaded; ', dim('--all lists those of node_modules too')])];
    const list = table(modules, [
      { title: 'module', cell: ({ name }) => accent(name) },
      numbers('bindings', ({ bindings }) => (bindings === null ? '–' : formatCount(bindings))),
      { title: 'kind', cell: ({ kind, main }) => (main ? `${kind}, main` : kind) },
      { title: 'url', cell: ({ url }) => dim(url), narrow: 'cut-middle' },
    ]);
    return modules.every(({ bindings }) => bindings !== null) ? [list] : [list, note(UNKNOWN)];
  },
});

const UNKNOWN =
  '–: nothing that can be reached refers to a function of this module, through which its variables could be read';
