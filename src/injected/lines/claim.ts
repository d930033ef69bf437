import { program } from '../program.js';

/** What the conditions of breakpoints call, with the id of their mark. */
export type Mark = (id: number) => boolean;

const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;

/** By this, all consoles find the one that measures lines, and the conditions of breakpoints its function. */
const KEY = Symbol.for('leakconsole lines');
/** If our console ends without a word, nobody holds what measures for it any more: then its function goes too. */
const ended = new FinalizationRegistry<Mark>((mark) => release(mark));

/** Whether nobody measures lines in this thread. */
export function isFree(): boolean {
  return getOwnPropertyDescriptor(program.global, KEY) === undefined;
}

/**
 * Keeps all others from measuring lines, until `release`, or until `holder` is collected: their stops and marks would
 * be in each other's bytes. `mark` must not refer to `holder`. Throws where another one measures, or the program
 * forbids new globals.
 */
export function claim(mark: Mark, holder: object): void {
  if (!isFree()) throw new Error('another one measures');
  const property = { value: mark, configurable: true, enumerable: false };
  if (!defineProperty(program.global, KEY, property)) throw new Error('the program forbids new globals');
  ended.register(holder, mark);
}

/** Lets others measure lines again. */
export function release(mark: Mark): void {
  if (getOwnPropertyDescriptor(program.global, KEY)?.value === mark) deleteProperty(program.global, KEY);
}
