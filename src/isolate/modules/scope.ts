import { UserError } from '../../errors.js';
import type { Binding } from '../../injected/modules/binding-describer.js';
import type { HiddenScope } from '../../injected/objects/inspector-probe.js';
import type { BundledModule } from '../../places/bundled-module.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import { callForHandle, callNow, type Handle, OBJECT_GROUP } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
import type { Session } from '../../session/session.js';
import type { LoadedModule } from './find-modules.js';

export type { Binding };

/**
 * A handle on a module's top-level bindings, read afresh: its properties are their values as of now.
 *
 * Writing to it does not write the variables. For CommonJS it also has those of `exports`, `require`, `module`,
 * `__filename` and `__dirname` that the module uses. With `places`, the names are those of the original file. Rejects
 * with a UserError where the module's scope is not known.
 */
export async function openScope(
  session: Session,
  module: LoadedModule,
  places: OriginalPlaces | null = null,
  objectGroup: string = OBJECT_GROUP,
): Promise<Handle<object>> {
  if (module.fn === null || !isReadable(module)) throw noScope(module);
  const { scopes, place } = await scopesOf(session, module.fn, objectGroup);
  const entry = await loadEntry(session, 'modules');
  const bundled = await originalModule(module, places);
  const parsed = bundled && (await places?.parse(module.script));
  if (bundled && parsed) {
    const { functionAt, locateBindings } = await import('../../places/parsed-functions.js');
    const names = await callNow(session, entry, 'scopeNames', scopes);
    const bindings = locateBindings(bundled, functionAt(parsed, place), names);
    return await callForHandle(session, entry, 'originalScope', [scopes, bindings], objectGroup);
  }
  return await callForHandle(session, entry, 'scopeObject', [scopes, module.scope!], objectGroup);
}

/** Whether variables of a module can be read. */
export function isReadable({ fn, scope, module }: Pick<LoadedModule, 'fn' | 'scope' | 'module'>): boolean {
  return fn !== null && (scope !== null || module !== null);
}

/** The bindings of a module with kind, number of entries and a short text, largest collections first. */
export async function describeScope(
  session: Session,
  module: LoadedModule,
  places: OriginalPlaces | null = null,
): Promise<Binding[]> {
  if (module.fn !== null && !isReadable(module)) return [];
  return await withGroup(session, 'scope', async (group) => {
    const scope = await openScope(session, module, places, group);
    return await callNow(session, await loadEntry(session, 'modules'), 'describeBindings', scope);
  });
}

/**
 * What was made of a module's original file, also where that is a script of its own; null where its script is the file.
 */
export async function originalModule(
  { script, url, module }: LoadedModule,
  places: OriginalPlaces | null,
): Promise<BundledModule | null> {
  if (module) return module;
  if (url === script.url && script.sourceMapUrl === null) return null;
  return (await places?.modules(script))?.find((module) => module.url === url) ?? null;
}

/** The scopes of a function, the innermost first, and where it begins, from 1. */
async function scopesOf(
  session: Session,
  fn: Handle<object>,
  objectGroup: string,
): Promise<{ scopes: Handle<readonly HiddenScope[]>; place: { line: number; column: number } }> {
  // The properties come in the group of the object; a function that is kept must not keep them with it.
  const own = await callForHandle(session, await loadEntry(session, 'modules'), 'same', [fn], objectGroup);
  const { internalProperties } = await session.send('Runtime.getProperties', {
    objectId: own.objectId,
    ownProperties: true,
  });
  const internal = (wanted: string) => internalProperties!.find(({ name }) => name === wanted)!.value!;
  const { lineNumber, columnNumber } = internal('[[FunctionLocation]]').value;
  const place = { line: lineNumber + 1, column: columnNumber + 1 };
  return { scopes: { objectId: internal('[[Scopes]]').objectId! }, place };
}

function noScope({ name, fn }: LoadedModule): UserError {
  return fn === null
    ? new UserError('no-scope', `no function of ${name} was found, and so not its variables`, {
        hint: 'nothing that can be reached refers to one; what the module exports may still be read with `require` or `import()`',
      })
    : new UserError('no-scope', `V8 has kept no top-level variable of ${name}`, {
        hint: 'it keeps those that a function of the module uses',
      });
}
