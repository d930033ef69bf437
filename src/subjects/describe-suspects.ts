import { describeFinding } from '../diagnosis/describe-finding.js';
import type { Finding } from '../diagnosis/diagnosis.js';
import { sitesOf } from '../diagnosis/sites.js';
import { readDeclaration } from '../places/read-declaration.js';
import { readPackage } from '../places/read-package.js';
import type { Examination } from './examination.js';

const MOST_FINDINGS = 8;
const RANK = { high: 0, medium: 1, low: 2 };

/**
 * The findings of an examination, with what the files of this machine tell of them: where a variable is declared, of
 * which package it is.
 */
export async function describeSuspects(examination: Examination): Promise<Finding[]> {
  const { suspicion, heap, allocations, trend } = examination;
  const findings: Finding[] = [];
  for (const suspect of suspicion.suspects.slice(0, MOST_FINDINGS)) {
    const { module, names, types } = suspect;
    const file = module ?? types[0]?.what.url ?? null;
    const facts = {
      place: module === null ? null : await readDeclaration(module, names[0] ?? ''),
      package: file === null ? null : await readPackage(file),
      sites: allocations ? sitesOf(suspect, allocations.functions, allocations.liveBytes) : [],
      heapBytes: heap?.totalBytes ?? null,
      trend,
    };
    findings.push(describeFinding(suspect, facts));
  }
  return findings.sort((a, b) => RANK[a.confidence] - RANK[b.confidence]);
}
