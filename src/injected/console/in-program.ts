import { program } from '../program.js';

interface InProgram {
  /** Waits for a value as code of the program does, and tells what came of it. Never rejects. */
  settle(value: unknown, fulfilled: (result: unknown) => void, rejected: (reason: unknown) => void): Promise<void>;
  /** The object that stands for a primitive. */
  box(this: unknown): object;
  /** Throws the error of an assignment to a constant. */
  refuseAssignment(): never;
}

/**
 * Functions of the program's realm, for what goes by the realm of the function that does it; nothing but syntax, which
 * nobody can patch.
 */
const SOURCE = `({
  __proto__: null,
  async settle(value, fulfilled, rejected) {
    let result;
    try {
      result = await value;
    } catch (error) {
      rejected(error);
      return;
    }
    fulfilled(result);
  },
  box() { return this; },
  refuseAssignment() { const constant = 0; constant = 1; },
})`;

const { runInThisContext } = program.load('vm') as typeof import('node:vm');

export const { settle, box, refuseAssignment } = runInThisContext(SOURCE, {
  filename: 'leakconsole/in-program.js',
}) as InProgram;
