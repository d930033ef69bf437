import { isSameFile } from '../places/local-path.js';
import type { SourceFunction } from '../profile/source-function.js';
import { withoutKeys } from './signature.js';
import type { Suspect } from './suspect.js';
import type { Suspicion } from './suspects.js';

/**
 * Takes out collections that a timer empties: a function that setInterval calls takes out of them what has expired.
 * Whether it does, a look that is shorter than the entries live cannot tell. A time to live that no timer looks at
 * stays a finding.
 */
export function withoutSwept({ suspects, remarks }: Suspicion, functions: readonly SourceFunction[]): Suspicion {
  const kept: Suspect[] = [];
  const told: string[] = [];
  for (const suspect of suspects) {
    const sweeper = findSweeper(suspect, functions);
    if (sweeper === null) kept.push(suspect);
    else told.push(describeSwept(suspect, sweeper));
  }
  return { suspects: kept, remarks: [...remarks, ...told] };
}

function describeSwept({ collection, heap }: Suspect, { location }: SourceFunction): string {
  const path = withoutKeys(collection?.what.path ?? heap?.text ?? '');
  return `${path} is swept by a timer (${location}), which takes out what has expired: look for longer than its entries live`;
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
