import { formatCounted } from '../view/format-quantities.js';
import { FEWEST_STEPS } from './course.js';
import type { Diagnosis, Finding } from './diagnosis.js';
import { isLiveSizeRising } from './trend.js';

/** All of a diagnosis but what follows from the rest. */
export type Examined = Omit<Diagnosis, 'verdict' | 'summary'>;

/** Adds the verdict, as a word and as a sentence. */
export function conclude(examined: Examined): Diagnosis {
  const verdict = verdictOf(examined);
  return { ...examined, verdict, summary: summaryOf(verdict, examined) };
}

/** Whether there were looks at a process, and too few to tell a leak from chance. */
function isCutShort({ since, looks }: Examined): boolean {
  return since !== null && looks <= FEWEST_STEPS;
}

function verdictOf(examined: Examined): Diagnosis['verdict'] {
  const { findings, trend, remarks, grows, looks, known } = examined;
  if (findings.some(({ confidence }) => confidence === 'high')) return 'leak';
  if (findings.length > 0) return 'growing';
  // What is known explains the rest.
  if (known.length > 0) return 'none';
  if (isCutShort(examined)) return 'undecided';
  return isLiveSizeRising(trend) || grows.length > 0 || (remarks.length > 0 && looks !== 1) ? 'undecided' : 'none';
}

function summaryOf(verdict: Diagnosis['verdict'], examined: Examined): string {
  const { findings, trend, known, looks } = examined;
  const left = known.length > 0 ? ` (${formatCounted(known.length, 'known one')} left out)` : '';
  switch (verdict) {
    case 'leak':
    case 'growing': {
      const count = formatCounted(findings.length, 'thing');
      if (looks === 1) return `${count} hold${findings.length === 1 ? 's' : ''} much of the heap${left}`;
      // Memory outside of the heap is judged as a whole, not look by look.
      const isWhole = findings.every(({ course }) => course.length === 0);
      const how = isWhole
        ? 'grew beyond chance'
        : looks === 2
          ? 'grew between the two snapshots'
          : 'grew at every look';
      const doubt =
        verdict === 'leak' ? '' : findings.length === 1 ? ', not certain to leak' : ', none of them certain';
      return `${count} ${how}${doubt}${left}`;
    }
    case 'undecided':
      if (isCutShort(examined)) return `${formatCounted(looks, 'look')} ${looks === 1 ? 'is' : 'are'} too few to tell`;
      if (examined.since === null) return `something grew, and a later snapshot tells whether it goes on${left}`;
      return isLiveSizeRising(trend)
        ? `the live heap grew at every look, and nothing that was looked at tells what: look at what was not${left}`
        : `something grew, but not steadily, as in a warm-up: look longer, with --for${left}`;
    case 'none': {
      const nothing = known.length > 0 ? 'nothing else' : 'nothing';
      return looks === 1 ? `${nothing} holds an unusual share of the heap${left}` : `${nothing} grew steadily${left}`;
    }
  }
}

/** Takes out the findings whose signatures a baseline has. */
export function withoutKnown(
  findings: readonly Finding[],
  baseline: ReadonlySet<string>,
): Pick<Diagnosis, 'findings' | 'known'> {
  return {
    findings: findings.filter(({ signature }) => !baseline.has(signature)),
    known: findings.flatMap(({ signature }) => (baseline.has(signature) ? [signature] : [])),
  };
}
