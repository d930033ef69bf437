import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineCommand } from '../dispatch/command.js';
import { takeSnapshot } from '../lenses/snapshot/take-snapshot.js';
import type { SnapshotFileOptions } from '../snapshot/intake.js';
import { formatBytes, formatCount, formatCounted } from '../view/text/bytes.js';
import { type SnapshotElsewhere, snapshotNearLimit, snapshotOnTarget } from './snapshot/snapshot-elsewhere.js';
import { checkPlace } from './snapshot/snapshot-place.js';

/** What was written. `file`: null with --no-file. */
interface SnapshotOfSession {
  readonly file: string | null;
  readonly bytes: number;
  readonly nodes: number;
  readonly edges: number;
}

type SnapshotResult = SnapshotOfSession | SnapshotElsewhere;

/** Takes a heap snapshot of the target and keeps it for the commands that look into one. */
export const snapshotCommand = defineCommand({
  name: 'snapshot',
  summary: 'take a heap snapshot: into a file, and into the console at once',
  help:
    'The commands retainers, object, refs, biggest, strings, size and diff then look into it. The file has mode ' +
    '0600: it holds every secret of the process; --redact hides the contents of strings and of regular expressions, so that it ' +
    'can be shared (names of properties, classes and functions stay, and of files that have functions). No file that is already there is overwritten.\n' +
    '--near-limit COUNT arms the snapshots of Node itself (v8.setHeapSnapshotNearHeapLimit): each time the heap comes ' +
    'near its limit, until COUNT are written, the target stalls and writes one into its working directory, or its ' +
    '--diagnostic-dir. Only the first call of a process counts, and Node cannot disarm it: it ends with the last of them, or with ' +
    'the process.',
  examples: ['before.heapsnapshot', '--no-file'],
  on: ['live'],
  positionals: {
    path: { type: 'string', normalize: true, describe: 'where to write it (leakconsole-PID-TIME.heapsnapshot)' },
  },
  options: {
    gzip: { type: 'boolean', describe: 'compress the file' },
    file: { type: 'boolean', default: true, describe: 'write it; --no-file only analyses it' },
    redact: { type: 'boolean', describe: 'hide the contents of strings and regular expressions in the file' },
    'on-target': { type: 'string', describe: 'let the target write it there, on its own disk' },
    'near-limit': {
      type: 'string',
      describe: 'let Node write that many when the heap is near its limit (no way back)',
    },
  },
  async run(context, args): Promise<SnapshotResult> {
    checkPlace(args);
    const { path: to, file, gzip, redact, 'on-target': onTarget, 'near-limit': nearLimit } = args;
    if (nearLimit !== undefined) return await snapshotNearLimit(context, nearLimit);
    if (onTarget !== undefined) return await snapshotOnTarget(context, onTarget);
    const options: SnapshotFileOptions | null = file
      ? {
          path: resolve(to ?? unusedName(context.target.process.description.pid, gzip)),
          gzip,
          redact,
          isKept: !context.endsSession,
        }
      : null;
    const { path, bytes, heap } = await takeSnapshot(context, options);
    const { nodeCount, edgeCount } = heap.analysis.graph;
    return { file: path, bytes, nodes: nodeCount, edges: edgeCount };
  },
  render(result, style) {
    if ('armedIn' in result) {
      return result.armedIn === null
        ? `${style.bold(result.file ?? '')} on the target: ${formatBytes(result.bytes ?? 0)}`
        : `armed near the heap limit: ${formatCounted(result.asked ?? 0, 'snapshot')}, or as many as the process was armed for before, into ${result.armedIn} (or --diagnostic-dir) on the target`;
    }
    const { file, bytes, nodes, edges } = result;
    const size = `${formatBytes(bytes)}, ${formatCount(nodes)} nodes, ${formatCount(edges)} edges`;
    return file === null ? `taken, not written: ${size}` : `${style.bold(file)}: ${size}`;
  },
});

/** `leakconsole-1234-20260102T030405678.heapsnapshot`, or with `-2` and so on where that is already there. */
function unusedName(pid: number, gzip = false): string {
  const time = new Date().toISOString().replace(/[-:.Z]/g, '');
  const extension = `.heapsnapshot${gzip ? '.gz' : ''}`;
  const name = `leakconsole-${pid}-${time}`;
  let free = name + extension;
  for (let number = 2; existsSync(free); number++) free = `${name}-${number}${extension}`;
  return free;
}
