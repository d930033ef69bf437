import { UserError } from '../../errors.js';
import { callNow } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
import { textOfScript } from '../../session/scripts.js';
import type { Isolate } from '../isolate.js';
import { declaredNames } from '../modules/declared-names.js';
import type { LoadedModule } from '../modules/find-modules.js';
import { allModules, currentModule } from '../modules/lookup.js';
import { isReadable, openScope, originalModule } from '../modules/scope.js';
import type { WaitOptions } from '../wait-for-target.js';

const MOST_MODULES = 200;

/**
 * Says why a name that the code may well have is not defined: V8 has not kept it, its module was not reached, or it is a
 * variable of another module. Null where there is nothing to say.
 */
export async function explainMissing(isolate: Isolate, name: string, wait: WaitOptions): Promise<UserError | null> {
  const module = await currentModule(isolate, wait);
  const line = module && (await lineOf(isolate, module, name));
  if (module && line) {
    if (!module.fn) {
      return new UserError(
        'module-not-reached',
        `no function of ${module.name} can be reached, and so not its ${name}`,
        {
          hint: 'a walk of the whole heap may find one, and stalls the target: allow it with --max-pause or --force',
        },
      );
    }
    return new UserError(
      'binding-dropped',
      `${name} is declared in ${module.name}:${line}, but no function of the module uses it: V8 has not kept it`,
      { hint: 'its value cannot be read; what it refers to may be reached in another way' },
    );
  }
  const others = await modulesWith(isolate, name, wait);
  if (others.length === 0) return null;
  return new UserError('other-module', `${name} is not defined in ${module?.name ?? 'the global scope'}`, {
    hint: `${others.map((other) => other.name).join(', ')} ${others.length === 1 ? 'has' : 'have'} a variable of that name: .use ${others[0].name}${others[0].isMain ? `, or main.${name}` : ''}`,
  });
}

/** The line in which a module declares a name, from 1; null if it does not. */
async function lineOf(isolate: Isolate, module: LoadedModule, name: string): Promise<number | null> {
  const original = await originalModule(module, await isolate.places());
  if (original) return original.variables.find((variable) => variable.name === name)?.place.line ?? null;
  const text = await textOfScript(isolate.session, module.script.id);
  return declaredNames(text ?? '').get(name) ?? null;
}

/** The program's own modules that have a variable of this name. */
async function modulesWith(isolate: Isolate, name: string, wait: WaitOptions): Promise<LoadedModule[]> {
  const { modules } = await allModules(isolate, wait);
  const own = modules.filter(({ inNodeModules }) => !inNodeModules).slice(0, MOST_MODULES);
  return await withGroup(isolate.session, 'explain', async (group) => {
    const entry = await loadEntry(isolate.session, 'modules');
    const found: LoadedModule[] = [];
    for (const module of own) {
      if (!isReadable(module)) continue;
      if (module.module) {
        if (module.module.variables.some((variable) => variable.name === name && variable.isKept)) found.push(module);
        continue;
      }
      const scope = await openScope(isolate.session, module, await isolate.places(), group);
      if (await callNow(isolate.session, entry, 'hasBinding', scope, name)) found.push(module);
    }
    return found;
  });
}
