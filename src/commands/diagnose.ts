import { conclude, longerLook, withoutKnown } from '../diagnosis/conclude.js';
import type { Diagnosis, Finding } from '../diagnosis/diagnosis.js';
import { holdingsOf } from '../diagnosis/holdings.js';
import { describeMemory, memoryFinding } from '../diagnosis/memory-finding.js';
import { COUNT, durationKind, FILE, FLAG, oneOf, TEXT, TEXTS } from '../dispatch/argument.js';
import { type Context, defineCommand, liveContext } from '../dispatch/command.js';
import { ExitCode, UserError } from '../errors.js';
import { driveUrl, findUrlFault, type Patience } from '../load/drive-url.js';
import type { Load } from '../load/load.js';
import { runLoad } from '../load/run-load.js';
import { describeSuspects } from '../subjects/describe-suspects.js';
import type { Examination } from '../subjects/examination.js';
import { examineFiles } from '../subjects/examine-files.js';
import { examineProcess } from '../subjects/examine-process.js';
import { readBaseline } from '../subjects/read-baseline.js';
import { LOOKS } from '../subjects/take-looks.js';
import { type Block, note, text } from '../view/blocks.js';
import { viewDiagnosis } from '../view/diagnosis.js';
import { formatCounted } from '../view/format-quantities.js';

/** From "memory grows" to what holds it. */
export const diagnoseCommand = defineCommand({
  name: 'diagnose',
  group: 'growth',
  summary: 'from “memory grows” to what leaks, what holds it and what to do',
  help:
    `It looks ${LOOKS} times while the service works: at its collections, by a walk, and at its classes, by a count; ` +
    'what grew at every look is a finding, what grew and then hardly any more is a warm-up. At the end a heap ' +
    'snapshot shows what holds it, if the budget allows one. Nothing is asked on the way: what was not looked at, ' +
    'and why, is told. Ctrl-C ends the looking early, and tells what was seen so far; once more ends it at once.\n' +
    'A finding has a signature, the same for the same leak in every run. --fail-on growth ends with exit code 4 if ' +
    'there is a finding. To accept one, write its signature into a file, a line each, and behind it what it is ' +
    '(`7f7988e4 the cache of users`); --baseline FILE leaves those out. One snapshot alone shows what is large, and ' +
    'no growth: there it does not fail.',
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
    failOn: {
      kind: oneOf('growth'),
      describe: 'exit code 4 if there is a finding; never for one file, which shows no growth',
    },
    baseline: { kind: FILE, describe: 'leave out the findings whose signatures this file has, one a line' },
  },
  liveOptions: ['for', 'load', 'url', 'rps', 'snapshot'],
  async run(context, args): Promise<Diagnosis> {
    const known = args.baseline === undefined ? new Set<string>() : await readBaseline(args.baseline);
    const { examination, described } = await examineAndDescribe(context, args).finally(() => context.progress(''));
    const { suspicion, memory, heap, allocations, functions: _, files: __, ...examined } = examination;
    const beside = memory && memoryFinding(memory);
    const found = described.findings.length === 0 && beside ? [beside] : described.findings;
    const findings = context.kind !== 'files' && context.endsSession ? found.map(withoutIds) : found;
    return conclude({
      ...examined,
      ...withoutKnown(findings, known),
      remarks: [
        ...(memory ? describeMemory(memory, findings, beside) : []),
        ...suspicion.remarks,
        ...(described.untold > 0 ? [`${formatCounted(described.untold, 'more thing')} grew, each by less`] : []),
      ],
      grows: memory?.grows ?? [],
      biggest: heap === null ? [] : holdingsOf(heap),
      allocations: allocations && {
        liveBytes: allocations.liveBytes,
        errorBytes: allocations.errorBytes,
        stacks: allocations.stacks ?? [],
      },
    });
  },
  view: (result, { failOn, baseline }) => [
    ...viewDiagnosis(result),
    ...(failOn === 'growth' && result.looks > 1 ? viewAcceptance(result, baseline ?? 'known.txt') : []),
  ],
  next: ({ findings: [worst], verdict, since, takenAt }) =>
    worst?.next[0] ??
    (verdict === 'undecided' && since !== null ? `.diagnose --for ${longerLook(since, takenAt)}` : null),
  exports: {
    html: {
      describe: 'write a page to be shown to others into this file: names and numbers, no values',
      header: null,
      write: async (result) => (await import('../view/html/diagnosis-page.js')).diagnosisPage(result),
    },
  },
  // One file shows what is large, not what grows.
  exitCode: ({ findings, looks }, { failOn }) =>
    failOn === 'growth' && looks > 1 && findings.length > 0 ? ExitCode.leak : ExitCode.done,
});

/** How to accept findings that end a run with exit code 4. */
function viewAcceptance({ findings }: Diagnosis, baseline: string): Block[] {
  if (findings.length === 0) return [];
  const lines = findings.map(({ signature, holder, kind }) => `${signature} ${holder?.path ?? kind}`);
  return [
    text(''),
    note(`to accept this, add to ${baseline}, for --baseline:`),
    ...lines.map((line) => note(`   ${line}`)),
  ];
}

/** V8 numbers objects anew for the next session: what asks for one by its @id is no use there. */
function withoutIds(finding: Finding): Finding {
  return { ...finding, next: finding.next.filter((line) => !line.includes(' @')) };
}

interface DiagnoseArguments extends LoadArguments {
  readonly files: readonly string[];
  readonly for: number;
  readonly snapshot: boolean;
}

interface LoadArguments {
  readonly load?: string;
  readonly url?: string;
  readonly rps: number;
}

async function examineAndDescribe(context: Context, args: DiagnoseArguments) {
  const examination = await examine(context, args);
  return { examination, described: await describeSuspects(examination) };
}

async function examine(context: Context, args: DiagnoseArguments): Promise<Examination> {
  const live = liveContext(context);
  if (!live) return await examineFiles(context as Context<'files'>, args.files);
  if (args.files.length > 0) {
    throw new UserError('usage', 'a running process is not compared with files', {
      hint: '`leakconsole diagnose A.heapsnapshot B.heapsnapshot` compares files',
      exitCode: ExitCode.usage,
    });
  }
  checkLoad(args);
  const startWanted = (patience: Patience) => {
    if (args.url !== undefined) context.progress('waiting until the service answers');
    return startLoad(args, patience);
  };
  return await examineProcess(live, { ms: args.for, startLoad: startWanted, takesSnapshot: args.snapshot });
}

async function startLoad({ load, url, rps }: LoadArguments, patience: Patience): Promise<Load | null> {
  if (url !== undefined) return await driveUrl(url, rps, patience);
  return load === undefined ? null : runLoad(load);
}

/** Throws a UserError of exit code 2 where the options contradict each other. */
function checkLoad({ load, url }: LoadArguments): void {
  if (load !== undefined && url !== undefined) {
    throw new UserError('usage', '--load and --url exclude each other', {
      hint: '--url sends requests by itself; --load runs a command that does',
      exitCode: ExitCode.usage,
    });
  }
  const fault = url === undefined ? null : findUrlFault(url);
  if (fault === null) return;
  throw new UserError('usage', fault, { hint: '--url "http://127.0.0.1:3000/users/{n}"', exitCode: ExitCode.usage });
}
