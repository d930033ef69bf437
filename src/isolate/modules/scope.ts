import { UserError } from '../../errors.js';
import type { Binding } from '../../injected/modules/binding-describer.js';
import { callForHandle, callNow, type Handle, OBJECT_GROUP } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
import type { Session } from '../../session/session.js';
import type { LoadedModule } from './find-modules.js';

export type { Binding };

/**
 * A handle on a module's top-level bindings, read afresh: its properties are their values as of now.
 *
 * Writing to it does not write the variables. For CommonJS it also has those of `exports`, `require`, `module`, `__filename` and
 * `__dirname` that the module uses. Rejects with a UserError where the module's scope is not known.
 */
export async function openScope(
  session: Session,
  module: LoadedModule,
  objectGroup: string = OBJECT_GROUP,
): Promise<Handle<object>> {
  if (module.fn === null || module.scope === null) throw noScope(module);
  const scopes = await scopesOf(session, module.fn, objectGroup);
  return await callForHandle(
    session,
    await loadEntry(session, 'modules'),
    'scopeObject',
    [scopes, module.scope],
    objectGroup,
  );
}

/** The bindings of a module with kind, number of entries and a short text, largest collections first. */
export async function describeScope(session: Session, module: LoadedModule): Promise<Binding[]> {
  if (module.fn !== null && module.scope === null) return [];
  return await withGroup(session, 'scope', async (group) => {
    const scope = await openScope(session, module, group);
    return await callNow(session, await loadEntry(session, 'modules'), 'describeBindings', scope);
  });
}

async function scopesOf(
  session: Session,
  fn: Handle<object>,
  objectGroup: string,
): Promise<Handle<readonly { object: object }[]>> {
  // The properties come in the group of the object; a function that is kept must not keep them with it.
  const own = await callForHandle(session, await loadEntry(session, 'modules'), 'same', [fn], objectGroup);
  const { internalProperties } = await session.send('Runtime.getProperties', {
    objectId: own.objectId,
    ownProperties: true,
  });
  return { objectId: internalProperties!.find(({ name }) => name === '[[Scopes]]')!.value!.objectId! };
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
