import { didYouMean, nearNames } from '../../analysis/near-names.js';
import { UserError } from '../../errors.js';
import { textOfScript } from '../../session/scripts.js';
import type { Isolate } from '../isolate.js';
import { bindingNames } from '../modules/binding-names.js';
import { declaredNames } from '../modules/declared-names.js';
import type { LoadedModule } from '../modules/find-modules.js';
import { currentModule, knownModules } from '../modules/lookup.js';
import { originalModule } from '../modules/scope.js';
import type { WaitOptions } from '../wait-for-target.js';

const MOST_MODULES = 200;

/**
 * Says why a name that the code may well have is not defined: V8 has not kept it, its module was not reached, or it is
 * a variable of another module. Where there is nothing to say, gives the names that may have been meant, as a hint; or
 * null.
 */
export async function explainMissing(
  isolate: Isolate,
  name: string,
  wait: WaitOptions,
): Promise<UserError | string | null> {
  const module = await currentModule(isolate, wait);
  const declared = module && (await linesOfNames(isolate, module));
  const line = declared?.get(name);
  if (module && line) {
    if (!module.fn) {
      return new UserError(
        'module-not-reached',
        `no function of ${module.name} can be reached, and so not its ${name}`,
        { hint: 'a walk of the whole heap may find one, and stalls the target: attach with --max-pause or --force' },
      );
    }
    return new UserError(
      'binding-dropped',
      `${name} is declared in ${module.name}:${line}, but no function of the module uses it: V8 has not kept it`,
      { hint: 'its value cannot be read; what it refers to may be reached in another way' },
    );
  }
  const modules = await namesByModule(isolate, wait);
  const others = [...modules].filter(([, names]) => names.includes(name)).map(([other]) => other);
  if (others.length > 0) {
    return new UserError('other-module', `${name} is not defined in ${module?.name ?? 'the global scope'}`, {
      hint: `${others.map((other) => other.name).join(', ')} ${others.length === 1 ? 'has' : 'have'} a variable of that name: .use ${others[0].name}${others[0].isMain ? `, or main.${name}` : ''}`,
    });
  }
  const current = [
    ...isolate.console.variables,
    ...((module && modules.get(module)) ?? []),
    ...(declared?.keys() ?? []),
  ];
  return suggest(name, current, modules);
}

/** The names most like one that does not exist: of the current module, or else of others, with where they are. */
function suggest(
  name: string,
  current: readonly string[],
  modules: ReadonlyMap<LoadedModule, readonly string[]>,
): string | null {
  const near = nearNames(current, name);
  if (near.length > 0) return didYouMean(near);
  const [elsewhere] = nearNames([...modules.values()].flat(), name);
  const [owner] = [...modules].find(([, names]) => names.includes(elsewhere)) ?? [];
  return owner ? `did you mean ${elsewhere} of ${owner.name}? .use ${owner.name}` : null;
}

/** The names of the variables of the program's own modules. */
async function namesByModule(
  isolate: Isolate,
  wait: WaitOptions,
): Promise<ReadonlyMap<LoadedModule, readonly string[]>> {
  const { modules } = await knownModules(isolate, wait);
  const own = modules.filter(({ inNodeModules }) => !inNodeModules).slice(0, MOST_MODULES);
  const names = new Map<LoadedModule, readonly string[]>();
  for (const module of own) names.set(module, await bindingNames(isolate, module));
  return names;
}

const declarations = new WeakMap<LoadedModule, ReadonlyMap<string, number>>();

/** The lines in which a module declares its variables, from 1; its source is read once. */
async function linesOfNames(isolate: Isolate, module: LoadedModule): Promise<ReadonlyMap<string, number>> {
  const lines = declarations.get(module) ?? (await readLinesOfNames(isolate, module));
  declarations.set(module, lines);
  return lines;
}

async function readLinesOfNames(isolate: Isolate, module: LoadedModule): Promise<ReadonlyMap<string, number>> {
  const original = await originalModule(module, await isolate.places());
  if (original) return new Map(original.variables.map(({ name, place }) => [name, place.line]));
  return declaredNames((await textOfScript(isolate.session, module.script.id)) ?? '');
}
