import { defineCommand } from '../dispatch/command.js';
import { UserError } from '../errors.js';
import { pickModule } from '../isolate/modules/find-modules.js';
import { allModules, currentModule } from '../isolate/modules/lookup.js';
import { type Binding, describeScope } from '../isolate/modules/scope.js';
import { formatCount } from '../view/text/bytes.js';
import { renderTable } from '../view/text/table.js';

/** The top-level bindings of a module, the largest collections first. */
export interface ScopeResult {
  readonly module: string;
  readonly bindings: readonly Binding[];
}

export const scopeCommand = defineCommand({
  name: 'scope',
  summary: 'list a module’s variables, the largest collections first',
  help: 'Without a module: the current one. Only variables that some function uses are there; V8 keeps no others.',
  on: ['live'],
  positionals: { module: { type: 'string', describe: 'a module, or part of its path' } },
  options: {},
  async run({ target, signal, notice }, { module: word }): Promise<ScopeResult> {
    const wait = { signal, notice };
    const module = word
      ? pickModule((await allModules(target, wait)).modules, word)
      : await currentModule(target, wait);
    if (!module) {
      throw new UserError('no-main-module', 'the program has no main module that could be found', {
        hint: '.modules lists the modules that were; .use chooses one',
      });
    }
    return { module: module.name, bindings: await describeScope(target.session, module) };
  },
  render: ({ module, bindings }, style) =>
    bindings.length === 0
      ? `${module} has no variable that can be read`
      : renderTable(
          bindings,
          [
            { title: 'name', text: ({ name }) => name, paint: style.cyan },
            { title: 'kind', text: ({ kind }) => kind },
            { title: 'entries', align: 'right', text: ({ entries }) => (entries === null ? '' : formatCount(entries)) },
            { title: 'value', text: ({ text }) => text, narrow: 'cut', paint: style.dim },
          ],
          style,
        ),
});
