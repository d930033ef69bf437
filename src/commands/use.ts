import { defineCommand } from '../dispatch/command.js';
import { pickModule } from '../isolate/modules/find-modules.js';
import { allModules } from '../isolate/modules/lookup.js';

/** Chooses the module in whose scope names are looked up. */
export const useCommand = defineCommand({
  name: 'use',
  summary: 'look names up in another module',
  help: 'Part of a module’s path is enough, if it means one module only; `.use main` goes back to the main module.',
  on: ['live'],
  positionals: { module: { type: 'string', demandOption: true, describe: 'a module, or part of its path' } },
  options: {},
  async run({ target, signal, notice }, { module }) {
    const { modules } = await allModules(target, { signal, notice });
    target.modules.chosen = pickModule(modules, module);
    const { url, name, bindings } = target.modules.chosen;
    return { url, name, bindings };
  },
  render: ({ name, bindings }, style) =>
    bindings === null
      ? style.dim(`${name}: no function of it was found, so its variables cannot be read`)
      : style.dim(`${name}: ${bindings} ${bindings === 1 ? 'variable' : 'variables'}; .scope lists them`),
});
