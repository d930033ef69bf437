import { TEXT } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { pickModule } from '../isolate/modules/find-modules.js';
import { allModules } from '../isolate/modules/lookup.js';
import { note } from '../view/blocks.js';
import { formatCounted } from '../view/format-quantities.js';

/** The module in whose scope names are looked up from now on. */
export interface UseResult {
  readonly url: string;
  /** Its short name. */
  readonly name: string;
  /** How many of its top-level variables can be read; null where no function of the module was found. */
  readonly bindings: number | null;
}

/** Chooses the module in whose scope names are looked up. */
export const useCommand = defineCommand({
  name: 'use',
  group: 'modules',
  summary: 'look names up in another module',
  help: 'Part of a module’s path is enough, if it means one module only; `.use main` goes back to the main module.',
  on: ['live'],
  positionals: { module: { kind: TEXT, required: true, describe: 'a module, or part of its path' } },
  options: {},
  async run({ isolate, signal, notice }, { module }): Promise<UseResult> {
    const { modules } = await allModules(isolate, { signal, notice });
    const chosen = pickModule(modules, module);
    isolate.modules.chosen = chosen;
    const { url, name, bindings } = chosen;
    return { url, name, bindings };
  },
  view: ({ name, bindings }) => [
    note(
      bindings === null
        ? `${name}: no function of it was found, so its variables cannot be read`
        : `${name}: ${formatCounted(bindings, 'variable')}; .scope lists them`,
    ),
  ],
});
