import { defineCommand } from '../dispatch/command.js';
import { type Memory, readMemory } from '../isolate/memory.js';
import { type Block, dim, numbers, strong, table, text } from '../view/blocks.js';
import { formatBytes, formatShare } from '../view/format-quantities.js';

/** Node itself, its binary and its threads, takes about this much outside all heaps. */
const ORDINARY_REST = 100e6;

/** The totals that Node keeps. */
export interface MemoryResult extends Memory {
  /** What the snapshots of this session have left behind, a part of `otherBytes`: allocators keep such memory. */
  readonly snapshotsKeptBytes: number;
}

export const memCommand = defineCommand({
  name: 'mem',
  group: 'process',
  summary: 'what the process’s memory consists of',
  help: 'Totals that Node keeps: asking costs the target nothing.',
  on: ['live'],
  positionals: {},
  options: {},
  run: async ({ isolate: { session, snapshots } }): Promise<MemoryResult> => ({
    ...(await readMemory(session)),
    snapshotsKeptBytes: snapshots.keptBytes,
  }),
  view(memory): Block[] {
    const { rssBytes, heapUsedBytes, heapTotalBytes, externalBytes, arrayBuffersBytes, snapshotsKeptBytes } = memory;
    const otherBytes = Math.max(0, memory.otherBytes - snapshotsKeptBytes);
    const rows: [string, number, string][] = [
      ['heap used', heapUsedBytes, 'JavaScript objects, living and not yet collected'],
      ['heap free', heapTotalBytes - heapUsedBytes, 'held by V8 for objects to come'],
      ['array buffers', arrayBuffersBytes, 'Buffers and typed arrays'],
      // Node's count of array buffers has shared ones in it, which V8's external memory has not.
      [
        'external',
        Math.max(0, externalBytes - arrayBuffersBytes),
        'other memory that JavaScript objects hold outside the heap',
      ],
      ['the rest', otherBytes, 'binary, code, stacks, native libraries, fragmentation'],
    ];
    if (snapshotsKeptBytes > 0)
      rows.push(['our snapshots', snapshotsKeptBytes, 'left behind: the allocator keeps such memory']);
    rows.push(['RSS', rssBytes, describeLimits(memory)]);
    const verdict = judge({ ...memory, otherBytes });
    return [
      table(rows, [
        { title: '', cell: ([name]) => (name === 'RSS' ? strong(name) : name) },
        numbers('bytes', ([, bytes]) => strong(formatBytes(bytes))),
        numbers('share', ([, bytes]) => formatShare(bytes, rssBytes)),
        { title: '', cell: ([, , note]) => dim(note), narrow: 'wrap' },
      ]),
      ...(verdict === '' ? [] : [text(verdict)]),
    ];
  },
});

function describeLimits({ heapLimitBytes, limitBytes }: Memory): string {
  const container = limitBytes === null ? 'no container limit' : `container limit ${formatBytes(limitBytes)}`;
  return `heap limit ${formatBytes(heapLimitBytes)}, ${container}`;
}

/** A sentence where the numbers speak for themselves. */
function judge({ rssBytes, heapUsedBytes, heapLimitBytes, arrayBuffersBytes, otherBytes }: Memory): string {
  if (otherBytes > rssBytes / 2 && otherBytes > ORDINARY_REST) {
    return (
      'Most of it is outside of what V8 counts. JavaScript objects may hold such memory (zlib, crypto, sockets, workers): ' +
      '.biggest shows them. If none do and it goes on growing, look at native add-ons, at fragmentation (try jemalloc), at threads.'
    );
  }
  if (arrayBuffersBytes > rssBytes / 2)
    return 'Most of it is in Buffers and typed arrays, outside the JavaScript heap: look for what holds them.';
  if (heapUsedBytes > heapLimitBytes * 0.85)
    return 'The heap is close to its limit: V8 will soon spend its time on collections, then end the process.';
  return '';
}
