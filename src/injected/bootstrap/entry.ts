import type { LoadBuiltin } from '../realm/program.js';
import type { Realm, RunInRealm } from '../realm/realm.js';

/**
 * Opens a realm of our own. `load`: see `chooseLoader`; `source`: the bundle of the entry `realm`.
 *
 * It runs in the program's realm, so it uses syntax alone, and options without a prototype.
 */
export default function openRealm(global: typeof globalThis, load: LoadBuiltin, source: string): Realm {
  const vm = load('vm') as typeof import('node:vm');
  const named: object = { __proto__: null, name: 'leakconsole' };
  const context = vm.createContext({ __proto__: null }, named);
  const run: RunInRealm = (text, name) => {
    const options: object = { __proto__: null, filename: `leakconsole/${name}.js` };
    return vm.runInContext(text, context, options);
  };
  const RealmClass = (run(source, 'realm') as () => typeof Realm)();
  return new RealmClass(global, load, run);
}
