import type { Entries } from '../injected/entries.js';
import { call, callNow, type Handle } from './call.js';
import { bundleOf, realmOf } from './realm.js';
import type { Session } from './session.js';

const loaded = new WeakMap<Session, Map<string, Promise<Handle>>>();

/**
 * The exports of an entry of src/injected, which is sent to the target at the first call of a session, and goes with the session.
 *
 * It waits for a turn of the target's event loop, as the entry may load built-in modules of Node.
 */
export function loadEntry<N extends keyof Entries>(session: Session, name: N): Promise<Handle<Entries[N]>> {
  return loadOnce(session, name, async (realm) => await call(session, realm, 'load', name, bundleOf(name)));
}

/** Like `loadEntry` for an entry that needs no built-in module but those which Node has loaded for itself; it waits for nothing. */
export function loadEntryNow<N extends keyof Entries>(session: Session, name: N): Promise<Handle<Entries[N]>> {
  return loadOnce(session, name, async (realm) => await callNow(session, realm, 'loadNow', name, bundleOf(name)));
}

function loadOnce<N extends keyof Entries>(
  session: Session,
  name: N,
  load: (realm: Awaited<ReturnType<typeof realmOf>>) => Promise<void>,
): Promise<Handle<Entries[N]>> {
  // Who is asked by name loads the entry too.
  if (session.asksByName) return Promise.resolve({ objectId: '', entry: name });
  let ofSession = loaded.get(session);
  if (ofSession === undefined) {
    ofSession = new Map();
    loaded.set(session, ofSession);
  }
  let entry = ofSession.get(name) as Promise<Handle<Entries[N]>> | undefined;
  if (entry === undefined) {
    entry = realmOf(session).then(async (realm) => {
      await load(realm);
      return { objectId: realm.objectId, entry: name };
    });
    entry.catch(() => ofSession.delete(name));
    ofSession.set(name, entry);
  }
  return entry;
}
