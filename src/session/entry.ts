import type { Entries } from '../injected/entries.js';
import { call, callNow, type Handle } from './call.js';
import { loadEntryNow, loadOnce } from './entry-now.js';
import type { Session } from './session.js';
import { inTurnOrAtOnce } from './turning.js';

export { loadEntryNow };

/**
 * The exports of an entry of src/injected, which is sent to the target at the first call of a session, and goes with
 * the session.
 *
 * It waits for a turn of the thread's event loop, where that turns, as the entry may load built-in modules of Node.
 */
export function loadEntry<N extends keyof Entries>(session: Session, name: N): Promise<Handle<Entries[N]>> {
  return loadOnce(session, name, async (realm, source) => {
    await inTurnOrAtOnce(
      session,
      () => call(session, realm, 'load', source, name),
      () => callNow(session, realm, 'loadAtOnce', source, name),
    );
  });
}
