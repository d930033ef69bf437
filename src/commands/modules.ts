import { defineCommand } from '../dispatch/command.js';
import { allModules, currentModule } from '../isolate/modules/lookup.js';
import { formatCount } from '../view/text/bytes.js';
import { renderParagraphs } from '../view/text/paragraphs.js';
import { renderTable } from '../view/text/table.js';

/** The loaded modules. `bindings`: how many top-level variables can be read; null where no function of the module was found. */
export interface ModulesResult {
  readonly modules: readonly {
    readonly url: string;
    readonly name: string;
    readonly kind: string;
    readonly main: boolean;
    readonly bindings: number | null;
  }[];
}

export const modulesCommand = defineCommand({
  name: 'modules',
  summary: 'list the loaded modules, with the number of variables that can be read',
  help: 'A variable that no function uses V8 does not keep: it is not counted, and nobody can read it.',
  on: ['live'],
  positionals: { filter: { type: 'string', describe: 'only those whose path contains this' } },
  options: { all: { type: 'boolean', describe: 'those of node_modules too' } },
  async run({ target, signal, notice }, { filter, all }): Promise<ModulesResult> {
    // Looks harder for the main module than the list alone would.
    await currentModule(target, { signal, notice });
    const { modules } = await allModules(target, { signal, notice });
    const chosen = modules.filter(({ url, inNodeModules }) => (all || !inNodeModules) && url.includes(filter ?? ''));
    return {
      modules: chosen.map(({ url, name, kind, isMain, bindings }) => ({ url, name, kind, main: isMain, bindings })),
    };
  },
  render({ modules }, style) {
    if (modules.length === 0) return `no such module is loaded; ${style.dim('--all lists those of node_modules too')}`;
    const table = renderTable(
      modules,
      [
        { title: 'module', text: ({ name }) => name, paint: style.cyan },
        {
          title: 'bindings',
          align: 'right',
          text: ({ bindings }) => (bindings === null ? '–' : formatCount(bindings)),
        },
        { title: 'kind', text: ({ kind, main }) => (main ? `${kind}, main` : kind) },
        { title: 'url', text: ({ url }) => url, paint: style.dim, narrow: 'cut' },
      ],
      style,
    );
    if (modules.every(({ bindings }) => bindings !== null)) return table;
    return `${table}\n${style.dim(renderParagraphs(UNKNOWN, style))}`;
  },
});

const UNKNOWN =
  '–: nothing that can be reached refers to a function of this module, through which its variables could be read';
