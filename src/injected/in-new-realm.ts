/**
 * Evaluates a source text in a realm of its own, and gives back its value.
 *
 * There all intrinsics are as V8 made them, whatever the program has patched in its own realm, and stay so; applied to the
 * program's objects they work on internal slots. It takes half a millisecond, and goes with the last object of it.
 *
 * It waits for a turn of the event loop: a client's call can interrupt JavaScript anywhere, even Node's start, and to load a
 * built-in module in the middle of that breaks the process.
 */
export function inNewRealm(load: (name: string) => unknown, source: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { setImmediate } = load('timers') as typeof import('node:timers');
    setImmediate(() => {
      try {
        load('util');
        load('module');
        load('inspector');
        load('v8');
        const vm = load('vm') as typeof import('node:vm');
        const context = vm.createContext({}, { name: 'leakconsole' });
        resolve(vm.runInContext(source, context, { filename: 'leakconsole/realm.js' }));
      } catch (error) {
        reject(error);
      }
    });
  });
}
