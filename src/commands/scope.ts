import { TEXT } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { UserError } from '../errors.js';
import { pickModule } from '../isolate/modules/find-modules.js';
import { allModules, currentModule } from '../isolate/modules/lookup.js';
import { type Binding, describeScope } from '../isolate/modules/scope.js';
import { accent, dim, numbers, table, text } from '../view/blocks.js';
import { formatCount } from '../view/format-quantities.js';

/** The top-level bindings of a module, the largest collections first. */
export interface ScopeResult {
  /** The short name of the module. */
  readonly module: string;
  /** Its top-level variables. */
  readonly bindings: readonly Binding[];
}

/** Lists the top-level variables of a module. */
export const scopeCommand = defineCommand({
  name: 'scope',
  group: 'modules',
  summary: 'list a module’s variables, the largest collections first',
  help: 'Without a module: the current one. Only variables that some function uses are there; V8 keeps no others.',
  on: ['live'],
  positionals: { module: { kind: TEXT, describe: 'a module, or part of its path' } },
  options: {},
  async run({ isolate, signal, notice }, { module: word }): Promise<ScopeResult> {
    const wait = { signal, notice };
    const module =
      word === undefined
        ? await currentModule(isolate, wait)
        : pickModule((await allModules(isolate, wait)).modules, word);
    if (!module) {
      throw new UserError('no-main-module', 'the program has no main module that could be found', {
        hint: '.modules lists the modules that were; .use chooses one',
      });
    }
    return { module: module.name, bindings: await describeScope(isolate.session, module, await isolate.places()) };
  },
  view: ({ module, bindings }) =>
    bindings.length === 0
      ? [text(`${module} has no variable that can be read`)]
      : [
          table(bindings, [
            { title: 'name', cell: ({ name }) => accent(name) },
            { title: 'kind', cell: ({ kind }) => kind },
            numbers('entries', ({ entries }) => (entries === null ? '' : formatCount(entries))),
            { title: 'value', cell: (binding) => dim(binding.text), narrow: 'cut' },
          ]),
        ],
});
