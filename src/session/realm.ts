import { readFileSync } from 'node:fs';
import type { Realm } from '../injected/realm/realm.js';
import { packageFile } from '../package-files.js';
import { LOADER, quote, realmParams } from '../register/remote-call.js';
import { badMessage } from './bad-message.js';
import { type Handle, injectedError } from './handle.js';
import type { Session } from './session.js';

const realms = new WeakMap<Session, Promise<Handle<Realm>>>();

/**
 * Our realm in the target, which is made at the first call and goes with the session. It does not wait for the target's
 * event loop.
 */
export function realmOf(session: Session): Promise<Handle<Realm>> {
  let realm = realms.get(session);
  if (realm === undefined) {
    realm = openRealm(session);
    realm.catch(() => realms.delete(session));
    realms.set(session, realm);
  }
  return realm;
}

/** The bundle of an entry, or of a part that entries share (scripts/bundle-injected.mjs). */
export function bundleOf(entry: string): string {
  return readFileSync(packageFile(`dist/injected/${entry}.bundle.js`), 'latin1');
}

async function openRealm(session: Session): Promise<Handle<Realm>> {
  const params = realmParams(bundleOf('bootstrap'), bundleOf('realm'));
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', params);
  if (exceptionDetails) throw injectedError('openRealm', exceptionDetails);
  if (!result.objectId) throw badMessage(session.name, 'an answer that no process of Node gives');
  return { objectId: result.objectId };
}

/**
 * Calls the function that an entry exports in the program's own realm, with a request (JSON) and texts, in one message;
 * gives back what it returns, as JSON.
 */
export async function callInProgram<A, R>(
  session: Session,
  entry: 'hold',
  request: A,
  ...texts: readonly string[]
): Promise<R> {
  const args = [JSON.stringify(request), ...texts.map(quote)];
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `${bundleOf(entry)}()(this, ${LOADER}, ${args})\n//# sourceURL=leakconsole/${entry}.js`,
    includeCommandLineAPI: true,
    returnByValue: true,
    silent: true,
  });
  if (exceptionDetails) throw injectedError(entry, exceptionDetails);
  return result.value as R;
}
