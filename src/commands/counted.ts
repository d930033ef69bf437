import { locationText } from '../analysis/sources.js';
import { type Census, type TypeCount, takeCensus } from '../live/census.js';
import { measured } from '../live/meter.js';
import type { WalkCost } from '../live/walk.js';
import { walkCensus } from '../live/walk-census.js';
import { accounted, excessOf } from './afford.js';
import type { Context } from './context.js';

/** What no census sees. */
export const BLIND = 'A census does not see strings, numbers, objects without prototype, and what is V8’s own.';

/** The option by which a command counts what a walk reaches, instead of all. */
export const pauseOption = {
  pause: {
    type: 'boolean',
    default: true,
    describe: 'count all, in one stall; --no-pause: what a walk reaches, without',
  },
} as const;

/** Counts, and how they came about: by a walk, or (null) by a census. */
export type Counted = Census & { readonly walk: WalkCost | null };

/**
 * Counts the objects of the target: all of them, or what a walk reaches, where it must not pause or a census does not fit the budget.
 */
export async function census(context: Context<'live'>, { pause = true }: { pause?: boolean } = {}): Promise<Counted> {
  const { signal, target } = context;
  context.progress('counting objects');
  try {
    const excess = pause ? await excessOf(context, 'census') : null;
    if (pause && !excess) {
      return { ...(await accounted(context, 'census', () => takeCensus(target.session))), walk: null };
    }
    if (excess) context.notice(`a census would ${excess.text}: counted by a walk instead; --force allows a census`);
    const { value, cost } = await measured(target, () => walkCensus(target.session, { signal }));
    context.account('walk', cost);
    return value;
  } finally {
    context.progress('');
  }
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
