import { readFile } from 'node:fs/promises';
import { biggestObjects } from '../analysis/biggest.js';
import type { Heap } from '../analysis/heap.js';
import { conclude, withoutKnown } from '../diagnosis/conclude.js';
import { describeFinding } from '../diagnosis/describe-finding.js';
import type { Diagnosis, Finding, Holding, Trend } from '../diagnosis/diagnosis.js';
import { findSuspects, type Suspect } from '../diagnosis/suspects.js';
import { trendOf } from '../diagnosis/trend.js';
import { COUNT, durationKind, FILE, FLAG, oneOf, TEXT } from '../dispatch/argument.js';
import { defineCommand, type LiveContext } from '../dispatch/command.js';
import { ExitCode, messageOf, UserError } from '../errors.js';
import { readMemory } from '../isolate/memory.js';
import { driveUrl } from '../load/drive-url.js';
import type { Load } from '../load/load.js';
import { runLoad } from '../load/run-load.js';
import { readDeclaration } from '../places/read-declaration.js';
import { readPackage } from '../places/read-package.js';
import { LOOKS, type TakenLooks, takeLooks } from '../subjects/take-looks.js';
import { viewDiagnosis } from '../view/diagnosis.js';
import { formatDuration } from '../view/format-duration.js';

/** More findings than these are told by what they hold alone. */
const MOST_FINDINGS = 8;
const MOST_HOLDINGS = 40;

/** From "memory grows" to what holds it. */
export const diagnoseCommand = defineCommand({
  name: 'diagnose',
  group: 'growth',
  summary: 'from “memory grows” to what leaks, what holds it and what to do',
  help:
    `It looks ${LOOKS} times while the service works: at its collections, by a walk, and at its classes, by a count; what grew at every look is ` +
    'a finding, what grew and then hardly any more is a warm-up. At the end a heap snapshot shows what holds it, if the budget allows one. ' +
    'Nothing is asked on the way: what was not looked at, and why, is told.\nA finding has a signature, the same for the same leak in every run. ' +
    '--baseline FILE leaves out those whose signatures the file has, one a line; --fail-on growth ends with exit code 4 if there are others.',
  examples: [
    '--for 30s',
    '--for 1m --url "http://127.0.0.1:3000/users/{n}" --rps 50',
    '--fail-on growth --baseline known-leaks.txt',
  ],
  on: ['live'],
  startsProgram: true,
  positionals: {},
  options: {
    for: { kind: durationKind({ least: 1000 }), default: 120_000, describe: 'how long to look' },
    load: { kind: TEXT, describe: 'a command of the shell that makes traffic meanwhile' },
    url: { kind: TEXT, describe: 'or send requests for this; {n} in it counts up' },
    rps: { kind: COUNT, default: 20, describe: 'requests a second (with --url)' },
    snapshot: { kind: FLAG, default: true, describe: 'no heap snapshot at the end, though the budget allows one' },
    failOn: { kind: oneOf('growth'), describe: 'exit code 4 if there is a finding' },
    baseline: { kind: FILE, describe: 'signatures of findings to leave out, one a line' },
  },
  async run(context, { for: ms, load, url, rps, snapshot, baseline }): Promise<Diagnosis> {
    const known = await readBaseline(baseline);
    const { looks, notLookedAt } = await lookUnderLoad(context, ms, startLoad({ load, url, rps }));
    const taken = snapshot ? await takeHeap(context) : { heap: null, why: 'a heap snapshot: --no-snapshot' };
    const vitals = await readMemory(context.isolate.session);
    const trend = trendOf(looks, vitals.heapLimitBytes);
    const { suspects, unsteady } = findSuspects(looks, taken.heap);
    const findings = await describeAll(suspects, taken.heap, trend);
    context.progress('');
    return conclude({
      ...withoutKnown(findings, known),
      unsteady,
      notLookedAt: taken.why === null ? notLookedAt : [...notLookedAt, taken.why],
      trend,
      vitals,
      biggest: taken.heap === null ? [] : holdingsOf(taken.heap),
      since: looks[0].at,
      takenAt: looks.at(-1)!.at,
      looks: looks.length,
    });
  },
  view: viewDiagnosis,
  exitCode: ({ findings }, { failOn }) => (failOn === 'growth' && findings.length > 0 ? ExitCode.leak : ExitCode.done),
});

async function lookUnderLoad(context: LiveContext, ms: number, load: Load | null): Promise<TakenLooks> {
  context.notice(`looking ${LOOKS} times in ${formatDuration(ms)}, while the service works; Ctrl-C ends it`);
  try {
    const taken = await takeLooks(context, ms, load?.ended ?? new AbortController().signal);
    if (taken.looks.length === LOOKS) return taken;
    const why = `--load ended after ${taken.looks.length} of ${LOOKS} looks: let it run for ${formatDuration(ms)}`;
    return { ...taken, notLookedAt: [...taken.notLookedAt, why] };
  } finally {
    const said = await load?.stop();
    if (said) context.notice(said);
  }
}

function startLoad({ load, url, rps }: { load?: string; url?: string; rps: number }): Load | null {
  if (load !== undefined && url !== undefined) {
    throw new UserError('usage', '--load and --url exclude each other', {
      hint: '--url sends requests by itself; --load runs a command that does',
      exitCode: ExitCode.usage,
    });
  }
  if (url !== undefined && !/^https?:\/\/[^/]/.test(url)) {
    throw new UserError('usage', `--url must begin with http:// or https:// (got ${url})`, {
      hint: '--url "http://127.0.0.1:3000/users/{n}"',
      exitCode: ExitCode.usage,
    });
  }
  if (url !== undefined) return driveUrl(url, rps);
  return load === undefined ? null : runLoad(load);
}

/** A snapshot, where the budget allows one; else why not. */
async function takeHeap({ use, progress }: LiveContext): Promise<{ heap: Heap | null; why: string | null }> {
  progress('a heap snapshot shows what holds it');
  try {
    const { answer } = await use('heap', { file: null, isAsked: false }, undefined, { mayAsk: false });
    return { heap: answer.heap, why: null };
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode !== ExitCode.refused) throw error;
    return { heap: null, why: `what holds what, in bytes: ${error.message}; ${error.hint}` };
  }
}

async function describeAll(suspects: readonly Suspect[], heap: Heap | null, trend: Trend): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const suspect of suspects.slice(0, MOST_FINDINGS)) {
    const { module, names, types } = suspect;
    const file = module ?? types[0]?.what.url ?? null;
    const place = module === null ? null : await readDeclaration(module, names[0] ?? '');
    const from = file === null ? null : await readPackage(file);
    const facts = { place, package: from, sites: [], heapBytes: heap?.totalBytes ?? null, trend };
    findings.push(describeFinding(suspect, facts));
  }
  const rank = { high: 0, medium: 1, low: 2 };
  return findings.sort((a, b) => rank[a.confidence] - rank[b.confidence]);
}

function holdingsOf(heap: Heap): Holding[] {
  return biggestObjects(heap, MOST_HOLDINGS).map(({ name, count, retainedBytes }) => ({
    name,
    count,
    retainedBytes,
    share: retainedBytes / heap.totalBytes,
  }));
}

/** The signatures of a file: the first word of each line. Throws a UserError where it cannot be read. */
async function readBaseline(path: string | undefined): Promise<ReadonlySet<string>> {
  if (path === undefined) return new Set();
  try {
    const lines = (await readFile(path, 'utf8')).split('\n');
    return new Set(lines.map((line) => line.trim().split(/\s/)[0]).filter((word) => /^[0-9a-f]{8}$/.test(word)));
  } catch (cause) {
    throw new UserError('unreadable-file', `--baseline ${path} cannot be read: ${messageOf(cause)}`, {
      hint: 'write the signatures of known leaks into it, one a line; an empty file knows none',
      exitCode: ExitCode.usage,
      cause,
    });
  }
}
