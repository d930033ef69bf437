import { program } from '../program.js';
import { ObjectCounter } from './object-counter.js';

export default { count, objectPrototype };

function count(objects: readonly object[]): ObjectCounter {
  return new ObjectCounter(objects, objectPrototype());
}

/** `Object.prototype` of the program, of which V8 is asked for all that inherit it. */
function objectPrototype(): object {
  // That of any function of its realm, whatever its globals are.
  return Object.getPrototypeOf(Object.getPrototypeOf(program.process.cwd));
}
