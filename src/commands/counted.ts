import { locationText } from '../analysis/sources.js';
import { type Census, type TypeCount, takeCensus } from '../live/census.js';
import { spend } from './afford.js';
import type { Context } from './context.js';

/** What no census sees. */
export const BLIND = 'A census does not see strings, numbers, objects without prototype, and what is V8’s own.';

/** Counts all objects of the target, within the budget. */
export function census(context: Context<'live'>): Promise<Census> {
  context.progress('counting objects');
  return spend(context, 'census', () => takeCensus(context.target.session)).finally(() => context.progress(''));
}

/** Where a type's constructor stands, `service.js:6`; null for what is V8's own. */
export function placeOf({ source }: TypeCount): string | null {
  return source && locationText(source);
}

/** Tells whether a type is of the program, not of Node or V8. */
export function isOwn({ source }: TypeCount): boolean {
  return source !== null && !source.script.startsWith('node:');
}
