import type { Entries } from '../injected/entries.js';
import { callNow, type Handle } from './call.js';
import { bundleOf, realmOf } from './realm.js';
import type { Session } from './session.js';

const loaded = new WeakMap<Session, Map<string, Promise<Handle>>>();

/**
 * The exports of an entry of src/injected that needs no built-in module but those which Node has loaded for itself; it
 * waits for nothing. It is sent to the target at the first call of a session, and goes with the session.
 */
export function loadEntryNow<N extends keyof Entries>(session: Session, name: N): Promise<Handle<Entries[N]>> {
  return loadOnce(session, name, async (realm) => await callNow(session, realm, 'loadNow', name, bundleOf(name)));
}

/** What an entry exports, which `load` loads into our realm at the first call of a session. */
export function loadOnce<N extends keyof Entries>(
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
