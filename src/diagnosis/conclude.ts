import { formatCounted } from '../view/format-quantities.js';
import type { Diagnosis, Finding } from './diagnosis.js';
import { isLiveSizeRising } from './trend.js';

/** All of a diagnosis but what follows from the rest. */
export type Examined = Omit<Diagnosis, 'verdict' | 'summary'>;

/** Adds the verdict, as a word and as a sentence. */
export function conclude(examined: Examined): Diagnosis {
  const verdict = verdictOf(examined);
  return { ...examined, verdict, summary: summaryOf(verdict, examined) };
}

function verdictOf({ findings, trend, remarks, grows, looks }: Examined): Diagnosis['verdict'] {
  if (findings.some(({ confidence }) => confidence === 'high')) return 'leak';
  if (findings.length > 0) return 'growing';
  return isLiveSizeRising(trend) || grows.length > 0 || (remarks.length > 0 && looks !== 1) ? 'undecided' : 'none';
}

function summaryOf(verdict: Diagnosis['verdict'], { findings, trend, known, looks }: Examined): string {
  const left = known.length > 0 ? ` (${formatCounted(known.length, 'known one')} left out)` : '';
  switch (verdict) {
    case 'leak':
    case 'growing': {
      const count = formatCounted(findings.length, 'thing');
      const what =
        looks === 1
          ? `${count} hold${findings.length === 1 ? 's' : ''} much of the heap`
          : `${count} grew at every look`;
      return `${verdict === 'leak' ? what : `${what}, none of them certain`}${left}`;
    }
    case 'undecided':
      return isLiveSizeRising(trend)
        ? `the live heap grew at every look, and nothing that was looked at tells what: look at what was not${left}`
        : `something grew, but not steadily, as in a warm-up: look longer, with --for${left}`;
    case 'none':
      return looks === 1 ? `nothing holds an unusual share of the heap${left}` : `nothing grew steadily${left}`;
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
