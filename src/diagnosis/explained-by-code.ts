import type { SourceFunction } from '../profile/source-function.js';
import { describeAskedFirst } from './asked-first.js';
import { FEWEST_STEPS } from './course.js';
import { describeLimited } from './limited.js';
import type { Suspect } from './suspect.js';
import type { Suspicion } from './suspects.js';
import { describeSwept } from './swept.js';

/** What the code tells of a suspect by which its growth has an end: a sentence; null where it tells nothing. */
const RULES: readonly ((suspect: Suspect, functions: readonly SourceFunction[]) => string | null)[] = [
  describeSwept,
  describeLimited,
  describeAskedFirst,
];

/** What is left, and what the code of the program explains. */
export interface Explained {
  readonly suspicion: Suspicion;
  readonly explained: readonly Suspect[];
}

/** Takes out what the code explains, with what Node has for it, and tells it. */
export function withoutExplained({ suspects, remarks }: Suspicion, functions: readonly SourceFunction[]): Explained {
  const told = new Map<Suspect, string>();
  for (const suspect of suspects) {
    const sentence = RULES.map((describe) => describe(suspect, functions)).find((each) => each !== null);
    if (sentence) told.set(suspect, sentence);
  }
  const causes = [...told.keys()];
  const isExplained = (each: Suspect) => told.has(each) || (isNodes(each) && causes.some((one) => grewWith(one, each)));
  return {
    suspicion: { suspects: suspects.filter((each) => !isExplained(each)), remarks: [...remarks, ...told.values()] },
    explained: suspects.filter(isExplained),
  };
}

/** Whether it is in Node's hands: a list of handles, what native code holds, listeners of the process. */
function isNodes({ collection, heap, module }: Suspect): boolean {
  const path = collection?.what.path ?? '';
  return (
    /^(open handles: |process\.)/.test(path) ||
    module?.startsWith('node:') === true ||
    heap?.path.start?.kind === 'root'
  );
}

/** Numbers that differ by less than this share are about the same: they were not counted at the same time. */
const ABOUT_AS_MANY = 0.05;

/** Whether for each one more of the one there were as many of the other, as a thread has so many ports. */
function grewWith(one: Suspect, other: Suspect): boolean {
  const [a, b] = [one, other].map(({ collection, types }) => (collection ?? types[0])?.course.numbers ?? []);
  const looks = Math.min(a.length, b.length);
  if (looks < FEWEST_STEPS) return false;
  const [first, second] = [a.slice(-looks), b.slice(-looks)];
  const each = Math.round((second.at(-1)! - second[0]) / (first.at(-1)! - first[0]));
  const rest = second.map((number, look) => number - each * first[look]);
  const most = Math.max(each, ABOUT_AS_MANY * (second.at(-1)! - second[0]));
  return each >= 1 && Math.max(...rest) - Math.min(...rest) <= most;
}
