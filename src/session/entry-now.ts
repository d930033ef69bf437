import type { Entries } from '../injected/entries.js';
import type { Realm } from '../injected/realm/realm.js';
import { loadable } from '../register/loadable.js';
import { callNow, type Handle } from './call.js';
import { bundleOf, realmOf } from './realm.js';
import type { Session } from './session.js';

/** What was sent to a target. */
class SentCode {
  /** What is loaded, or being loaded. */
  readonly entries = new Map<string, Promise<Handle>>();
  /** The entries and parts that are there. */
  readonly names = new Set<string>();
}

const sent = new WeakMap<Session, SentCode>();

/**
 * The exports of an entry of src/injected that needs no built-in module but those which Node has loaded for itself; it
 * waits for nothing. It is sent to the target at the first call of a session, and goes with the session.
 */
export function loadEntryNow<N extends keyof Entries>(session: Session, name: N): Promise<Handle<Entries[N]>> {
  return loadOnce(session, name, async (realm, source) => await callNow(session, realm, 'loadNow', source, name));
}

/**
 * What an entry exports, which `load` loads into our realm at the first call of a session; what it shares with entries
 * that are there already is not sent again.
 */
export function loadOnce<N extends keyof Entries>(
  session: Session,
  name: N,
  load: (realm: Handle<Realm>, source: string) => Promise<void>,
): Promise<Handle<Entries[N]>> {
  // Who is asked by name loads the entry too.
  if (session.asksByName) return Promise.resolve({ objectId: '', entry: name });
  let code = sent.get(session);
  if (code === undefined) {
    code = new SentCode();
    sent.set(session, code);
  }
  const { entries, names } = code;
  let entry = entries.get(name) as Promise<Handle<Entries[N]>> | undefined;
  if (entry === undefined) {
    entry = realmOf(session).then(async (realm) => {
      const { source, names: loaded } = loadable(name, names, bundleOf);
      await load(realm, source);
      for (const each of loaded) names.add(each);
      return { objectId: realm.objectId, entry: name };
    });
    entry.catch(() => entries.delete(name));
    entries.set(name, entry);
  }
  return entry;
}
