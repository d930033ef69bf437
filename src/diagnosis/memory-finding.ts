import { describeGrown, judgeVitals, type MemoryName, type VitalsJudgement } from '../analysis/judge-vitals.js';
import { FEWEST_STEPS } from './course.js';
import type { Finding } from './diagnosis.js';
import type { Kind } from './kinds.js';
import type { Look } from './look.js';
import { signatureOf } from './signature.js';

/** Which memories and handles grew over the looks; null where too few were read. */
export function judgeMemory(looks: readonly Look[]): VitalsJudgement | null {
  const readings = looks.flatMap(({ vitals }) => (vitals === null ? [] : [vitals]));
  return readings.length <= FEWEST_STEPS ? null : judgeVitals(readings);
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
  [worst]: readonly Finding[],
  beside: Finding | null,
): string[] {
  if (worst !== undefined && worst === beside) return [];
  const names = grows.filter((name) => name !== 'fragmentation');
  const unexplained = worst === undefined ? names : names.filter((name) => name !== 'heap' && name !== 'native');
  if (unexplained.length === 0) return [];
  if (unexplained.every((name) => name === 'native')) return [NATIVE_ALONE];
  const { said, advice } = describeGrown(unexplained);
  return [`${said} ${advice}`];
}
