import { locationText } from '../analysis/sources.js';
import type { Census, TypeCount } from '../isolate/counts.js';
import type { WalkCost } from '../isolate/walk/walk.js';
import { takeCensus } from '../lenses/census/census.js';
import { shareOf, walkCensus } from '../lenses/walk/count-types.js';
import { accounted, excessOf, spend } from './afford.js';
import type { Context } from './context.js';
import { settingsOf, type WalkArguments, walked, walkOptions } from './walk-options.js';

/** What no census sees. */
export const BLIND = 'A census does not see strings, numbers, objects without prototype, and what is V8’s own.';

/** The options by which a command counts what a walk reaches, instead of all. */
export const countOptions = {
  pause: {
    type: 'boolean',
    default: true,
    describe: 'count all, in one stall; --no-pause: what a walk reaches, without',
  },
  ...walkOptions,
} as const;

/** All of them say how a running process is looked at. */
export const liveOptions = ['pause', 'slice', 'duty', 'walk-memory'] as const satisfies (keyof typeof countOptions)[];

export type CountArguments = WalkArguments & { readonly pause: boolean };

/** A walk, and the share of the last census' objects that it has reached, 0 to 1; null where there was no census. */
export type CountingWalk = WalkCost & { readonly share: number | null };

/** Counts, and how they came about: by a walk, or (null) by a census. */
export type Counted = Census & { readonly walk: CountingWalk | null };

/**
 * Counts the objects of the target: all of them, or what a walk reaches, where it must not pause or a census does not fit the budget.
 */
export async function countTypes(context: Context<'live'>, { pause, ...args }: CountArguments): Promise<Counted> {
  if (!pause) return await countByWalk(context, args);
  settingsOf(args, context.target.process.limits);
  const excess = await excessOf(context, 'census');
  if (excess === null) return await countByCensus(context, accounted);
  context.notice(`a census would ${excess.text}: counted by a walk instead; --force allows a census`);
  return await countByWalk(context, args);
}

/** Counts all objects of the target. Throws a UserError of exit code 3 where the budget does not allow it; `accounted` does not ask. */
export async function countByCensus(context: Context<'live'>, run = spend): Promise<Counted> {
  const { target, progress } = context;
  progress('counting objects');
  try {
    const census = await run(context, 'census', () => takeCensus(target.session));
    target.counts.census = census;
    return { ...census, walk: null };
  } finally {
    progress('');
  }
}

async function countByWalk(context: Context<'live'>, args: WalkArguments): Promise<Counted> {
  const { session, counts } = context.target;
  const counted = await walked(context, args, (walking) => walkCensus(session, walking));
  return { ...counted, walk: { ...counted.walk, share: counts.census && shareOf(counted, counts.census) } };
}

/** Tells whether two counts came about in the same way. */
export function areComparable(a: Census | Counted, b: Census | Counted): boolean {
  const isWalked = (counted: Census | Counted) => 'walk' in counted && counted.walk !== null;
  return isWalked(a) === isWalked(b);
}

/** Where a type's constructor stands, `service.js:6`; null for what is V8's own. */
export function placeOf({ source }: TypeCount): string | null {
  return source && locationText(source);
}

/** Tells whether a type is of the program, not of Node or V8. */
export function isOwn({ source }: TypeCount): boolean {
  return source !== null && !source.script.startsWith('node:');
}
