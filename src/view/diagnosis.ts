import type { Diagnosis, Finding } from '../diagnosis/diagnosis.js';
import { accent, type Block, bad, good, type Inline, note, strong, text, warn } from './blocks.js';
import { formatDuration } from './format-duration.js';
import { formatBytes, formatBytesDelta, formatCounted } from './format-quantities.js';
import { pathText } from './paths.js';

/** A diagnosis: the verdict first, then the findings, and what was not looked at. */
export function viewDiagnosis(diagnosis: Diagnosis): Block[] {
  const { findings, remarks, notLookedAt, summary } = diagnosis;
  return [
    text([verdictWord(diagnosis), ' · ', summary]),
    note(factsOf(diagnosis)),
    ...findings.flatMap((finding, index) => viewFinding(finding, index + 1)),
    ...(remarks.length > 0 ? [text(''), note('no finding, but worth knowing:'), ...remarks.map(detail)] : []),
    ...(notLookedAt.length > 0 ? [text(''), note('not looked at:'), ...notLookedAt.map(detail)] : []),
  ];
}

function verdictWord({ verdict, looks }: Diagnosis): Inline {
  switch (verdict) {
    case 'leak':
      return bad('it leaks');
    case 'growing':
      return warn(looks > 1 ? 'it grows' : 'large');
    case 'undecided':
      return warn('undecided');
    case 'none':
      return good('no leak seen');
  }
}

function factsOf({ looks, plannedLooks, since, takenAt, trend, vitals }: Diagnosis): string {
  const ms = since === null || takenAt === null ? 0 : Date.parse(takenAt) - Date.parse(since);
  const { live, bytesPerHour } = trend;
  return [
    ms > 0 ? `${describeLooks(looks, plannedLooks)} in ${formatDuration(ms)}` : formatCounted(looks, 'snapshot'),
    live.length > 0 ? `live heap ${formatBytes(live.at(-1)!.bytes)}` : '',
    bytesPerHour === null ? '' : `${formatBytesDelta(bytesPerHour)}/h`,
    vitals === null ? '' : `RSS ${formatBytes(vitals.rssBytes)}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** How many looks there were, of how many. */
export function describeLooks(looks: number, planned: number): string {
  return looks < planned ? `${looks} of ${planned} looks` : formatCounted(looks, 'look');
}

function viewFinding(finding: Finding, number: number): Block[] {
  const { sentence, advice, path, course, evidence, signature, confidence, next } = finding;
  const from = finding.package === null ? '' : ` · held by the package ${finding.package}`;
  const curve = course.length > 1 ? [' ', { curve: course, most: 12 }] : [];
  return [
    text(''),
    { ...text([strong(`${number}. `), withShapes(sentence), ...curve]), indent: 3 },
    text(['   ', accent(advice)]),
    // One step says nothing that the sentence does not.
    ...(path === null || path.steps.length < 2 ? [] : [detail(pathText(path))]),
    ...evidence.map(detail),
    detail(`${finding.kind} · confidence ${confidence} · signature ${signature}${from}`),
    ...(next.length > 0 ? [note(`   more: ${next.join(' · ')}`)] : []),
  ];
}

/** A line below a finding, or in a list. */
function detail(line: string): Block {
  return note(['   ', withShapes(line)]);
}

/** `{id, name, …}`, in which a key may be in quotes. */
const SHAPE = /(\{(?:"(?:[^"\\]|\\.)*"|[^{}"])*\})/;

/** A sentence, in which the names of plain objects may be long. */
function withShapes(sentence: string): Inline {
  return sentence.split(SHAPE).map((part, index) => (index % 2 === 1 ? { name: part } : part));
}
