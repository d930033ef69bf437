import { ownClasses } from '../analysis/own-classes.js';
import { isPartName } from '../analysis/parts.js';
import { describeFinding } from '../diagnosis/describe-finding.js';
import type { Finding } from '../diagnosis/diagnosis.js';
import { fileNames } from '../diagnosis/signature.js';
import { findSites, joinParts } from '../diagnosis/sites.js';
import type { Suspect } from '../diagnosis/suspect.js';
import { originOf } from '../places/origin.js';
import { readDeclaration } from '../places/read-declaration.js';
import { readPackage } from '../places/read-package.js';
import { formatCounted } from '../view/format-quantities.js';
import type { Examination } from './examination.js';

const MOST_FINDINGS = 8;
const RANK = { high: 0, medium: 1, low: 2 };

/** What an examination has found. */
export interface Described {
  readonly findings: readonly Finding[];
  /** How many suspects, all less than these, are not told. */
  readonly untold: number;
}

/**
 * The findings of an examination, with what the files of this machine tell of them: where a variable is declared, of
 * which package it is.
 */
export async function describeSuspects(examination: Examination): Promise<Described> {
  const { suspicion, heap, functions, trend } = examination;
  const findings: Finding[] = [];
  const namesOfHeap = heap === null ? [] : ownClasses(heap);
  const joined = joinParts(suspicion.suspects, functions);
  const suspects = joined.slice(0, MOST_FINDINGS);
  const nameFile = fileNames(examination.files);
  const sites = findSites(suspects, functions);
  for (const [index, suspect] of suspects.entries()) {
    const { module, names } = suspect;
    const facts = {
      place: module === null ? null : await readDeclaration(module, names[0] ?? ''),
      package: await readHoldingPackage(suspect),
      ownClasses: new Set([...namesOfHeap, ...ownNames(suspect)]),
      sites: sites[index],
      heapBytes: heap?.totalBytes ?? null,
      trend,
      nameFile,
    };
    findings.push(describeFinding(suspect, facts));
  }
  const sorted = withoutTwins(findings, examination.looks > 1).sort((a, b) => RANK[a.confidence] - RANK[b.confidence]);
  return { findings: sorted, untold: joined.length - suspects.length };
}

/** What the same code holds in several objects is one leak: the worst of them stands for all. */
function withoutTwins(findings: readonly Finding[], areOfGrowth: boolean): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.signature} ${finding.holder?.module} ${finding.class}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].map(([worst, ...others]) => {
    if (others.length === 0) return worst;
    const same = `${formatCounted(others.length, 'other')} of the same name, held in the same way`;
    const evidence = `${same}, ${areOfGrowth ? 'grew too' : others.length === 1 ? 'is large too' : 'are large too'}`;
    return { ...worst, evidence: [...worst.evidence, evidence] };
  });
}

/** The classes of the service's own files that gather, as a count has seen them. */
function ownNames({ types }: Suspect): string[] {
  return types
    .filter(({ what: { origin, name } }) => origin === 'own' && !isPartName(name))
    .map(({ what }) => what.name);
}

/**
 * The package that holds what gathers: whose module, or whose object, does; where that is not known, the one whose
 * class gathers. Null where the service does.
 */
async function readHoldingPackage({ module, heap, types }: Suspect): Promise<string | null> {
  const urls = [
    heap?.weakMap?.module ?? null,
    module,
    heap?.ownerUrl ?? null,
    ...(module === null || module.startsWith('node:')
      ? types.slice(0, 1).map(({ what: { place } }) => place && (place.generated ?? place).url)
      : []),
  ];
  const url = urls.find((each) => originOf(each) === 'package') ?? null;
  return url === null ? null : await readPackage(url);
}
