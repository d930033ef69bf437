import { util } from './node.js';

/** Whether an object has a property of its own by that name, asked so that no code of the program runs. */
export function hasOwn(object: object | null, name: string | symbol): boolean {
  return object !== null && !util.types.isProxy(object) && Object.getOwnPropertyDescriptor(object, name) !== undefined;
}
