import { type IdSample, isSampled } from './comparable.js';

const tooFew = 100;

/**
 * Tells whether two snapshots number their objects alike, so that they can be compared object by object: they must be
 * of one process, and V8 numbers all anew when a debugger has detached in between.
 *
 * Then hardly any of the objects that share a number are of one type and name (measured: 7 % of a small service's; else
 * 100 %).
 */
export function haveSameIds(now: IdSample, base: IdSample): boolean {
  const known = new Map(Array.from(base.ids, (id, at) => [id, base.prints[at]]));
  const bits = Math.max(now.bits, base.bits);
  let compared = 0;
  let alike = 0;
  now.ids.forEach((id, at) => {
    const before = known.get(id);
    if (before === undefined || !isSampled(id, bits)) return;
    compared++;
    if (before === now.prints[at]) alike++;
  });
  return compared < tooFew || alike > 0.9 * compared;
}
