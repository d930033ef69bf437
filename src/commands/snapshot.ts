import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FILE, FLAG, textKind } from '../dispatch/argument.js';
import { defineCommand, type LiveContext, type PageContext } from '../dispatch/command.js';
import { ExitCode, UserError } from '../errors.js';
import type { Isolate } from '../isolate/isolate.js';
import { armNearLimit } from '../lenses/snapshot/arm-near-limit.js';
import { SnapshotWriter } from '../snapshot/writer.js';
import { type Inline, strong, text } from '../view/blocks.js';
import { formatBytes, formatCount, formatCounted } from '../view/format-quantities.js';

/** A snapshot of this session. */
export interface SessionSnapshot {
  /** Where it was written; null with --no-file. */
  readonly file: string | null;
  /** Its size, uncompressed, bytes. */
  readonly bytes: number;
  /** How many nodes it has. */
  readonly nodes: number;
  /** How many edges it has. */
  readonly edges: number;
}

/** A snapshot that the target wrote, or will write, on its own disk: only the target has read it. */
export interface TargetSnapshot {
  /** Where the target wrote it; null if it is yet to be written. */
  readonly file: string | null;
  /** Where it was copied to on this machine; null if it was not. */
  readonly copiedTo: string | null;
  /** The size of the file; null if it is yet to be written. */
  readonly bytes: number | null;
  /** Not known: only the target has read it. */
  readonly nodes: null;
  /** Not known: only the target has read it. */
  readonly edges: null;
  /** Where Node will write it when the heap is near its limit; null where it was written at once. */
  readonly armedIn: string | null;
  /**
   * How many it was asked to write there; where it was armed before, Node heeds that alone, and nobody can ask it for
   * how many.
   */
  readonly asked: number | null;
}

/** Takes a heap snapshot of the target and keeps it for the commands that look into one. */
export const snapshotCommand = defineCommand({
  name: 'snapshot',
  group: 'snapshot',
  summary: 'take a heap snapshot: into a file, and into the console at once',
  help:
    'The commands retainers, object, refs, biggest, strings, size and diff then look into it. The file has mode ' +
    '0600: it holds every secret of the process; --redact hides the contents of strings and of regular expressions, ' +
    'so that it can be shared (names of properties, classes and functions stay, and of files that have functions). ' +
    'No file that is already there is overwritten.\n' +
    '--near-limit N arms the snapshots of Node itself (v8.setHeapSnapshotNearHeapLimit): each time the heap ' +
    'comes near its limit, until N are written, the target stalls and writes one into its working directory, or ' +
    'its --diagnostic-dir. Only the first call of a process counts, and Node cannot disarm it: it ends with the ' +
    'last of them, or with the process.',
  examples: ['before.heapsnapshot'],
  consoleExamples: ['--no-file'],
  on: ['live', 'page'],
  positionals: { path: { kind: FILE, describe: 'where to write it (leakconsole-PID-TIME.heapsnapshot)' } },
  options: {
    gzip: { kind: FLAG, default: false, describe: 'compress the file' },
    file: { kind: FLAG, default: true, describe: 'only analyse it, and write no file' },
    redact: {
      kind: FLAG,
      default: false,
      describe: 'hide the contents of strings and regular expressions in the file',
    },
    onTarget: {
      kind: FILE,
      describe: 'let the target write it there, on its own disk; with PATH, it is then copied to here',
    },
    nearLimit: {
      kind: textKind('N'),
      describe: 'have Node write N snapshots as the heap nears its limit (cannot be undone)',
    },
  },
  liveOptions: ['onTarget', 'nearLimit'],
  async run(context, args): Promise<SessionSnapshot | TargetSnapshot> {
    checkTogether(args);
    const { path, file, gzip, redact, onTarget, nearLimit } = args;
    if (context.kind === 'live' && nearLimit !== undefined) return await snapshotNearLimit(context, nearLimit);
    if (context.kind === 'live' && onTarget !== undefined) return await snapshotOnTarget(context, onTarget, path);
    const to = file ? resolve(path ?? unusedName(context, gzip)) : null;
    if (to !== null) await SnapshotWriter.check(to);
    const taken = await context.takeHeap({
      file: to === null ? null : { path: to, gzip, redact, isKept: !context.endsSession },
      isAsked: true,
    });
    const { nodeCount, edgeCount } = taken.heap.analysis.graph;
    return { file: taken.path, bytes: taken.bytes, nodes: nodeCount, edges: edgeCount };
  },
  next: (result) => ('armedIn' in result ? null : '.biggest; after another .snapshot, .diff shows what came'),
  view(result) {
    if ('armedIn' in result) {
      return [
        result.armedIn === null
          ? text([strong(result.file ?? ''), ` on the target: ${formatBytes(result.bytes ?? 0)}`, ...copyOf(result)])
          : text(
              `armed near the heap limit: ${formatCounted(result.asked ?? 0, 'snapshot')}, or as many as the process was ` +
                `armed for before, into ${result.armedIn} (or --diagnostic-dir) on the target`,
            ),
      ];
    }
    const { file, bytes, nodes, edges } = result;
    const size = `${formatBytes(bytes)}, ${formatCount(nodes)} nodes, ${formatCount(edges)} edges`;
    return [text(file === null ? `taken, not written: ${size}` : [strong(file), `: ${size}`])];
  },
});

function copyOf({ copiedTo }: TargetSnapshot): Inline[] {
  return copiedTo === null ? [] : [', copied to ', strong(copiedTo)];
}

/** What a line says of where a snapshot goes, and how. */
interface SnapshotArguments {
  readonly path: string | undefined;
  readonly file: boolean;
  readonly gzip: boolean;
  readonly redact: boolean;
  readonly onTarget: string | undefined;
  readonly nearLimit: string | undefined;
}

/** Refuses options that contradict each other. Throws a UserError of exit code 2 that names them. */
function checkTogether({ path, file, gzip, redact, onTarget, nearLimit }: SnapshotArguments): void {
  const given = [
    nearLimit !== undefined && '--near-limit',
    onTarget !== undefined && '--on-target',
    !file && '--no-file',
    // Of what the target writes on its own disk, it names the copy.
    path !== undefined && onTarget === undefined && `the file ${path}`,
    gzip && '--gzip',
    redact && '--redact',
  ].filter((name) => typeof name === 'string');
  const [first, ...others] = given;
  const hint = HINTS[first];
  if (!hint || others.length === 0) return;
  throw new UserError('usage', `${first} and ${others.join(' and ')} exclude each other`, {
    hint,
    exitCode: ExitCode.usage,
  });
}

const HINTS: Record<string, string> = {
  '--near-limit': 'Node itself writes these snapshots, whole, under names of its own; give --near-limit alone',
  '--on-target': 'the target writes the file, whole, where --on-target names it; give --on-target alone',
  '--no-file': 'without --no-file it is written',
};

/**
 * `leakconsole-1234-20260102T030405678.heapsnapshot`, with `page` in the place of a pid, or with `-2` and so on where
 * that is already there.
 */
function unusedName(context: LiveContext | PageContext, gzip: boolean): string {
  const of = context.kind === 'live' ? context.isolate.process.description.pid : 'page';
  const time = new Date().toISOString().replace(/[-:.Z]/g, '');
  const extension = `.heapsnapshot${gzip ? '.gz' : ''}`;
  const name = `leakconsole-${of}-${time}`;
  let free = name + extension;
  for (let number = 2; existsSync(free); number++) free = `${name}-${number}${extension}`;
  return free;
}

const UNREAD = { nodes: null, edges: null } as const;

async function snapshotOnTarget(
  { isolate, use, signal }: LiveContext,
  path: string,
  copy: string | undefined,
): Promise<TargetSnapshot> {
  refuseReadOnly(isolate);
  const copiedTo = copy === undefined ? null : resolve(copy);
  if (copiedTo !== null) await SnapshotWriter.check(copiedTo);
  const { answer } = await use('heap on target', { path });
  if (copiedTo !== null) await isolate.process.copyFile(answer.path, copiedTo, signal);
  return { ...UNREAD, file: answer.path, copiedTo, bytes: answer.bytes, armedIn: null, asked: null };
}

/** Arms V8's snapshots near the heap limit, or says why they cannot be disarmed. */
async function snapshotNearLimit({ isolate, notice }: LiveContext, wanted: string): Promise<TargetSnapshot> {
  if (wanted === 'off') {
    throw new UserError('cannot-disarm', 'Node has no way to disarm the snapshots near the heap limit', {
      hint: 'it ends by itself with the last of them that is written, or with the process',
    });
  }
  const count = snapshotCountOf(wanted);
  refuseReadOnly(isolate);
  const directory = await armNearLimit(isolate, count);
  notice('this outlives the console: it ends with the last snapshot that is written, or with the process');
  return { ...UNREAD, file: null, copiedTo: null, bytes: null, armedIn: directory, asked: count };
}

/** Node takes 32 bits. */
function snapshotCountOf(text: string): number {
  if (/^[1-9]\d*$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new UserError('usage', `--near-limit must be a positive whole number or off (got ${text})`, {
    hint: '--near-limit 1 lets Node write one snapshot',
    exitCode: ExitCode.usage,
  });
}

function refuseReadOnly({ process }: Isolate): void {
  if (!process.readOnly) return;
  throw new UserError('read-only', 'refused: this would change something in the target, or on its disk', {
    hint: 'attach without --read-only to do it',
  });
}
