import { isNative, own } from '../objects/intrinsics.js';
import { program } from '../program.js';
import { HeapSampler } from './heap-sampler.js';

export default {
  /** A sampler that begins at the program's roots, and at what it is given: scopes of modules. */
  start(...more: object[]): HeapSampler {
    const { global, process } = program;
    const roots: object[] = [...more, global, process];
    const cache = own(program.load('module') as object, '_cache');
    if (typeof cache === 'object' && cache !== null) roots.push(cache);
    const handles = own(process, '_getActiveHandles');
    if (typeof handles === 'function' && isNative(handles)) roots.push(Reflect.apply(handles, process, []) as object);
    return new HeapSampler(roots);
  },
};
