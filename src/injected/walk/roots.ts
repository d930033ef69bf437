import type { EdgeKind } from '../objects/cursors.js';
import { isNative, own } from '../objects/intrinsics.js';
import { program } from '../program.js';
import { type PathNode, rootNode } from './path.js';

type Enqueue = (value: unknown, from: PathNode | null, key: unknown, edge: EdgeKind | 'root') => void;

/**
 * Where a walk begins: active handles and requests, listeners of the process, loaded modules, the global object. Gives the open handles
 * and requests.
 */
export function enqueueRoots(enqueue: Enqueue): object[] {
  const { process, global } = program;
  const handles: object[] = [];
  for (const name of ['_getActiveHandles', '_getActiveRequests']) {
    const list = own(process, name);
    if (typeof list !== 'function' || !isNative(list)) continue;
    const root = rootNode(`process.${name}()`);
    // An array of the program's realm, which may have replaced what iterates over it.
    const items = Reflect.apply(list as () => unknown[], process, []);
    for (let i = 0; i < items.length; i++) {
      enqueue(items[i], root, i, 'index');
      if (typeof items[i] === 'object' && items[i] !== null) handles.push(items[i] as object);
    }
  }
  enqueue(own(process, '_events'), rootNode('process'), '_events', 'property');
  enqueue(own(program.load('module') as object, '_cache'), null, 'require.cache', 'root');
  enqueue(process, null, 'process', 'root');
  enqueue(global, null, 'globalThis', 'root');
  return handles;
}
