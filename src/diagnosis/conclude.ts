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
  const { findings, known, looks } = examined;
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
      return `${describeDoubt(examined)}${left}`;
    case 'none': {
      const nothing = known.length > 0 ? 'nothing else' : 'nothing';
      return looks === 1 ? `${nothing} holds an unusual share of the heap${left}` : `${nothing} grew steadily${left}`;
    }
  }
}

function describeDoubt({ trend, remarks, notLookedAt, since, takenAt }: Examined): string {
  const longer = `look longer, with --for ${longerLook(since, takenAt)}`;
  if (!isLiveSizeRising(trend)) return `what grew may stop by itself, as a warm-up does: ${longer}`;
  if (remarks.length > 0) return `the live heap grew at every look, but what grew may be warming up: ${longer}`;
  const what = notLookedAt.length > 0 ? 'look at what was not' : longer;
  return `the live heap grew at every look, and nothing that was looked at tells what: ${what}`;
}

const MINUTE = 60_000;
const LONGER = [1, 2, 5, 10, 30, 60, 120];
/** A warm-up that was halfway through has come to a sixteenth of its pace in so many times as long. */
const TIMES = 4;

/** How long to look where a look did not tell, as `--for` takes it. */
export function longerLook(since: string | null, takenAt: string | null): string {
  const ms = since === null || takenAt === null ? 0 : Date.parse(takenAt) - Date.parse(since);
  return `${LONGER.find((minutes) => minutes * MINUTE >= TIMES * ms) ?? LONGER.at(-1)}m`;
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
