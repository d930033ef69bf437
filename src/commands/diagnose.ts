import { readFile } from 'node:fs/promises';
import type { Heap } from '../analysis/heap.js';
import { conclude, type Examined, withoutKnown } from '../diagnosis/conclude.js';
import { describeFinding } from '../diagnosis/describe-finding.js';
import type { Diagnosis, DiagnosisCost, Finding, SurvivorAllocations, Trend } from '../diagnosis/diagnosis.js';
import { looksOfHeaps } from '../diagnosis/heap-looks.js';
import { holdingsOf } from '../diagnosis/holdings.js';
import { findLargeHolders } from '../diagnosis/large-holders.js';
import { sitesOf } from '../diagnosis/sites.js';
import { findSuspects, type Suspect, type Suspicion } from '../diagnosis/suspects.js';
import { trendOf } from '../diagnosis/trend.js';
import { COUNT, durationKind, FILE, FLAG, oneOf, TEXT, TEXTS } from '../dispatch/argument.js';
import { defineCommand, type FilesContext, type LiveContext, liveContext } from '../dispatch/command.js';
import type { Spent } from '../dispatch/target.js';
import { ExitCode, messageOf, UserError } from '../errors.js';
import { readMemory } from '../isolate/memory.js';
import type { AllocationsResult } from '../lenses/sampling/alloc-result.js';
import { driveUrl } from '../load/drive-url.js';
import type { Load } from '../load/load.js';
import { runLoad } from '../load/run-load.js';
import { readDeclaration } from '../places/read-declaration.js';
import { readPackage } from '../places/read-package.js';
import { resolveFile } from '../subjects/resolve-snapshots.js';
import { sampleWhile } from '../subjects/sample-while.js';
import { LOOKS, type TakenLooks, takeLooks } from '../subjects/take-looks.js';
import { viewDiagnosis } from '../view/diagnosis.js';
import { formatDuration } from '../view/format-duration.js';

/** More findings than these are told by what they hold alone. */
const MOST_FINDINGS = 8;

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
  on: ['files', 'live'],
  startsProgram: true,
  positionals: { files: { kind: TEXTS, default: [], describe: 'later snapshots of the same process' } },
  options: {
    for: { kind: durationKind({ least: 1000 }), default: 120_000, describe: 'how long to look' },
    load: { kind: TEXT, describe: 'a command of the shell that makes traffic meanwhile' },
    url: { kind: TEXT, describe: 'or send requests for this; {n} in it counts up' },
    rps: { kind: COUNT, default: 20, describe: 'requests a second (with --url)' },
    snapshot: { kind: FLAG, default: true, describe: 'no heap snapshot at the end, though the budget allows one' },
    failOn: { kind: oneOf('growth'), describe: 'exit code 4 if there is a finding' },
    baseline: { kind: FILE, describe: 'signatures of findings to leave out, one a line' },
  },
  liveOptions: ['for', 'load', 'url', 'rps', 'snapshot'],
  async run(context, args): Promise<Diagnosis> {
    const known = await readBaseline(args.baseline);
    const live = liveContext(context);
    const { suspicion, heap, allocations, ...examined } = live
      ? await examineProcess(live, args)
      : await examineFiles(context as FilesContext, args.files);
    const findings = await describeAll(suspicion.suspects, heap, allocations, examined.trend);
    context.progress('');
    const biggest = heap === null ? [] : holdingsOf(heap);
    return conclude({
      ...examined,
      ...withoutKnown(findings, known),
      remarks: suspicion.remarks,
      biggest,
      allocations: survivorsOf(allocations),
    });
  },
  view: viewDiagnosis,
  next: ({ findings: [worst], verdict, since }) =>
    worst?.next[0] ?? (verdict === 'undecided' && since !== null ? '.diagnose --for 10m' : null),
  exports: {
    html: {
      describe: 'write a page to be shown to others into this file: names and numbers, no values',
      header: null,
      write: async (result) => (await import('../view/html/diagnosis-page.js')).diagnosisPage(result),
    },
  },
  exitCode: ({ findings }, { failOn }) => (failOn === 'growth' && findings.length > 0 ? ExitCode.leak : ExitCode.done),
});

/** What was examined, and what of it is suspicious. */
interface Examination extends Omit<Examined, 'findings' | 'known' | 'remarks' | 'biggest' | 'allocations'> {
  readonly allocations: AllocationsResult | null;
  readonly suspicion: Suspicion;
  /** The latest snapshot; null where there is none. */
  readonly heap: Heap | null;
}

async function examineProcess(context: LiveContext, args: LiveArguments): Promise<Examination> {
  if (args.files.length > 0) {
    throw new UserError('usage', 'a running process is not compared with files', {
      hint: '`leakconsole diagnose A.heapsnapshot B.heapsnapshot` compares files',
      exitCode: ExitCode.usage,
    });
  }
  const load = startLoad(args);
  const sampled = await sampleWhile(context, () => lookUnderLoad(context, args.for, load));
  const { looks, notLookedAt } = sampled.value;
  const { heap, why } = args.snapshot ? await takeHeap(context) : { heap: null, why: 'a heap snapshot: --no-snapshot' };
  const vitals = await readMemory(context.isolate.session);
  return {
    suspicion: findSuspects(looks, heap),
    heap,
    allocations: sampled.allocations,
    notLookedAt: [...notLookedAt, ...(sampled.why ? [`who allocates it: ${sampled.why}`] : []), ...(why ? [why] : [])],
    trend: trendOf(looks, vitals.heapLimitBytes),
    vitals,
    cost: costOf(context.spentSoFar()),
    since: looks[0].at,
    takenAt: looks.at(-1)!.at,
    looks: looks.length,
  };
}

function costOf({ cost }: Spent): DiagnosisCost | null {
  return cost && { pauseMs: cost.pauseMs, rssDeltaBytes: cost.rssDeltaBytes };
}

/** One file: what holds much. Several, the earliest first: what grew from each to the next. */
async function examineFiles(context: FilesContext, paths: readonly string[]): Promise<Examination> {
  const files = [...context.files];
  for (const path of paths) files.push(await resolveFile(context, path));
  const heaps = files.map(({ heap }) => heap);
  const heap = heaps.at(-1)!;
  const looks = looksOfHeaps(heaps);
  return {
    suspicion: looks.length === 1 ? findLargeHolders(heap) : findSuspects(looks, heap, { fewest: 1 }),
    heap,
    allocations: null,
    notLookedAt: looks.length === 1 ? ['growth: one snapshot shows what is large; two or more show what grows'] : [],
    trend: trendOf([], null),
    vitals: null,
    cost: null,
    since: null,
    takenAt: null,
    looks: looks.length,
  };
}

type LiveArguments = {
  readonly files: readonly string[];
  readonly for: number;
  readonly snapshot: boolean;
} & LoadArguments;
type LoadArguments = { readonly load?: string; readonly url?: string; readonly rps: number };

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

function startLoad({ load, url, rps }: LoadArguments): Load | null {
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

function survivorsOf(allocations: AllocationsResult | null): SurvivorAllocations | null {
  if (allocations === null) return null;
  const { liveBytes, errorBytes, stacks = [] } = allocations;
  return { liveBytes, errorBytes, stacks };
}

async function describeAll(
  suspects: readonly Suspect[],
  heap: Heap | null,
  allocations: AllocationsResult | null,
  trend: Trend,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const suspect of suspects.slice(0, MOST_FINDINGS)) {
    const { module, names, types } = suspect;
    const file = module ?? types[0]?.what.url ?? null;
    const place = module === null ? null : await readDeclaration(module, names[0] ?? '');
    const from = file === null ? null : await readPackage(file);
    const sites = allocations ? sitesOf(suspect, allocations.functions, allocations.liveBytes) : [];
    const facts = { place, package: from, sites, heapBytes: heap?.totalBytes ?? null, trend };
    findings.push(describeFinding(suspect, facts));
  }
  const rank = { high: 0, medium: 1, low: 2 };
  return findings.sort((a, b) => rank[a.confidence] - rank[b.confidence]);
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
