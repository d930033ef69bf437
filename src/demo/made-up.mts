import { randomBytes, randomInt } from 'node:crypto';

const FIRST = ['Ada', 'Bo', 'Cleo', 'Dina', 'Emil', 'Fay', 'Gus', 'Hana', 'Ivo', 'June', 'Kai', 'Lena', 'Milo', 'Nora'];
const LAST = ['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Hazel', 'Juniper', 'Larch', 'Maple', 'Oak', 'Rowan'];
const CITIES = ['Northwick', 'Easton', 'Southmoor', 'Westbrook', 'Middlefield', 'Overbridge', 'Netherby', 'Highcross'];
const WORDS =
  'after an hour the morning train left for the coast with a quiet crowd of people who knew each other by sight alone'.split(
    ' ',
  );

/** A name of nobody: a first and a last name. */
export function makeName(): { first: string; last: string } {
  return { first: pick(FIRST), last: pick(LAST) };
}

/** A place that does not exist. */
export function makeAddress(): { street: string; city: string } {
  return { street: `${randomInt(1, 200)} ${pick(LAST)} Street`, city: pick(CITIES) };
}

/** A text of so many words. */
export function makeText(words: number): string {
  return Array.from({ length: words }, () => pick(WORDS)).join(' ');
}

/** An id that no other user has. */
export function makeId(): string {
  return randomBytes(6).toString('hex');
}

function pick<T>(values: readonly T[]): T {
  return values[randomInt(values.length)];
}
