import type { EdgeKind } from '../objects/cursors.js';
import { isNative, isProxy, own } from '../objects/intrinsics.js';
import { program } from '../program.js';
import { type PathNode, rootNode } from './path.js';

type Enqueue = (value: unknown, from: PathNode | null, key: unknown, edge: EdgeKind | 'root') => void;

/** By what a program knows the streams of these file descriptors. */
const STDIO = ['process.stdin', 'process.stdout', 'process.stderr'];

/**
 * Where a walk begins: active handles and requests, listeners of the process, loaded modules, the global object. Gives
 * the open handles and requests.
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
      const item = items[i];
      const isObject = typeof item === 'object' && item !== null;
      const stdio =
        isObject && !isProxy(item) && own(item, '_isStdio') === true ? STDIO[own(item, 'fd') as number] : undefined;
      if (stdio === undefined) enqueue(item, root, i, 'index');
      else enqueue(item, null, stdio, 'root');
      if (isObject) handles.push(item);
    }
  }
  enqueue(own(process, '_events'), rootNode('process'), '_events', 'property');
  enqueue(own(program.load('module') as object, '_cache'), null, 'require.cache', 'root');
  enqueue(process, null, 'process', 'root');
  enqueue(global, null, 'globalThis', 'root');
  return handles;
}
