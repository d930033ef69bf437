import { program } from '../program.js';

/** `Object.prototype` of the program, of which V8 is asked for all that inherit it. */
export function objectPrototype(): object {
  // That of any function of its realm, whatever its globals are.
  return Object.getPrototypeOf(Object.getPrototypeOf(program.process.cwd));
}
