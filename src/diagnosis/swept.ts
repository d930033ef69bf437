import { isSameFile } from '../places/local-path.js';
import type { SourceFunction } from '../profile/source-function.js';
import { pathOf, type Suspect } from './suspect.js';

/**
 * Says of a collection that a timer empties: a function that setInterval calls takes out of it what has expired.
 * Whether it does, a look that is shorter than the entries live cannot tell. A time to live that no timer looks at
 * stays a finding: null.
 */
export function describeSwept(suspect: Suspect, functions: readonly SourceFunction[]): string | null {
  const sweeper = findSweeper(suspect, functions);
  if (sweeper === null) return null;
  return (
    `${pathOf(suspect)} is swept by a timer (${sweeper.location}), which takes out what has expired: look for longer ` +
    'than its entries live; if it still grows then, the sweep fails'
  );
}

/**
 * What variables and properties are called that tell until when something is kept: a rule of thumb, tried on the
 * corpus. Without such a name, as in queues that a timer works off, it is not known what the timer takes out.
 */
const EXPIRY = /expir(e|y|ation)|max_?age|valid_?until|fresh_?until|^_?until$|deadline/i;
/** As a word of its own, unlike in `throttle`. */
const TIME_TO_LIVE = /(^|_)ttl|Ttl|(^|[a-z_])TTL/;

/** The function by which setInterval empties a collection; null where none is known. */
function findSweeper({ names, module }: Suspect, functions: readonly SourceFunction[]): SourceFunction | null {
  const name = names.at(-1)?.replace(/^#/, '');
  if (name === undefined) return null;
  const inFile = functions.filter(({ place }) => isSameFile(place?.url ?? null, module));
  const sweeps = (repeated: SourceFunction) => {
    const called = inFile.filter((each) => each.name !== '' && repeated.mentions.has(each.name));
    const all = new Set([repeated, ...called]);
    const parts = [...all, ...inFile.filter(({ around }) => around !== null && all.has(around))];
    const mentions = new Set(parts.flatMap((each) => [...each.mentions]));
    return (
      mentions.has(name) &&
      mentions.has('delete') &&
      [...mentions].some((each) => EXPIRY.test(each) || TIME_TO_LIVE.test(each))
    );
  };
  return inFile.find((each) => each.isRepeated && sweeps(each)) ?? null;
}
