import {
  describeGrown,
  judgeVitals,
  type MemoryName,
  numbersOf,
  type VitalsJudgement,
} from '../analysis/judge-vitals.js';
import { FEWEST_STEPS, judgeCourse } from './course.js';
import type { Finding } from './diagnosis.js';
import type { Kind } from './kinds.js';
import type { Look } from './look.js';
import { signatureOf } from './signature.js';
import type { Suspect } from './suspect.js';

/**
 * Which memories and handles grew over the looks; null where too few were read. Handles and threads that have come to
 * their number, or come and go, are left out, as are those in `explained`: what the code tells to end.
 */
export function judgeMemory(looks: readonly Look[], explained: readonly Suspect[] = []): VitalsJudgement | null {
  const readings = looks.flatMap(({ at, vitals }) => (vitals === null ? [] : [{ at: Date.parse(at), vitals }]));
  if (readings.length <= FEWEST_STEPS) return null;
  const all = readings.map(({ vitals }) => vitals);
  const goesOn = (name: VitalsJudgement['grows'][number]) => {
    if (name === 'fragmentation' || !COUNTED.has(name)) return true;
    const course = { numbers: numbersOf(name, all), at: readings.map(({ at }) => at) };
    return judgeCourse(course).tendency === 'steady' && !explained.some((each) => holds(each, COUNTED.get(name)!));
  };
  const { grows, sentence } = judgeVitals(all);
  return { grows: grows.filter(goesOn), sentence };
}

/** What is counted, and the classes by which a program holds it. */
const COUNTED: ReadonlyMap<MemoryName, readonly string[]> = new Map([
  ['timers', ['Timeout']],
  ['sockets', ['Socket', 'TLSSocket']],
  ['files', ['FileHandle', 'ReadStream', 'WriteStream']],
  ['pipes', ['Socket']],
  ['processes', ['ChildProcess']],
  ['workers', ['Worker']],
  ['threads', []],
]);

function holds({ collection, types }: Suspect, classes: readonly string[]): boolean {
  const held = [...(collection?.what.holds ?? []), ...types.map(({ what }) => what.name)];
  return held.some((name) => classes.includes(name));
}

const KINDS: Partial<Record<MemoryName, Kind>> = {
  buffers: 'external memory',
  external: 'external memory',
  contexts: 'contexts',
  timers: 'timer',
  sockets: 'open handles',
  files: 'open handles',
  pipes: 'open handles',
  processes: 'open handles',
  workers: 'worker',
};

/**
 * The finding where a memory outside of the heap grew, or handles did. Null for the heap, which other findings explain,
 * and for native memory and threads, of which a look of a few minutes tells no leak from a warm-up.
 */
export function memoryFinding({ grows }: VitalsJudgement): Finding | null {
  // Only malloc's answer to a probe tells fragmentation, and a diagnosis asks for none.
  const grown = grows.filter((name) => name !== 'fragmentation');
  const [worst] = grown;
  const kind = worst && KINDS[worst];
  if (kind === undefined) return null;
  const { said, advice } = describeGrown(grown);
  return {
    kind,
    sentence: said,
    advice,
    class: null,
    holder: null,
    sites: [],
    perMinute: null,
    bytesPerHour: null,
    retainedBytes: null,
    share: null,
    signature: signatureOf(null, [kind, worst]),
    confidence: 'medium',
    evidence: ['it rose from look to look, beyond chance'],
    package: null,
    course: [],
    path: null,
    next: ['.mem'],
  };
}

const NATIVE_ALONE =
  'Native memory grows, as it does while a service warms up and while it is looked at: a longer look tells whether it ' +
  'goes on, and .mem --probe whether it is fragmentation.';

/**
 * What is to be said of memories and handles that grew, beside the findings: a sentence, or none. A finding explains
 * that the heap grows, and native memory beside it, of which our looks take some too. `beside`: the finding of these.
 */
export function describeMemory(
  { grows }: VitalsJudgement,
  findings: readonly Finding[],
  beside: Finding | null,
): string[] {
  const [worst] = findings;
  if (worst !== undefined && worst === beside) return [];
  const isTold = (name: MemoryName) => findings.some(({ kind }) => kind === KINDS[name]);
  const names = grows.filter((name) => name !== 'fragmentation').filter((name) => !isTold(name));
  const unexplained = worst === undefined ? names : names.filter((name) => name !== 'heap' && name !== 'native');
  if (unexplained.length === 0) return [];
  if (unexplained.every((name) => name === 'native')) return [NATIVE_ALONE];
  const { said, advice } = describeGrown(unexplained);
  return [`${said} ${advice}`];
}
