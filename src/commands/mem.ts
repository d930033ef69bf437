import { defineCommand } from '../dispatch/command.js';
import { type Memory, readMemory } from '../isolate/memory.js';
import { formatBytes, formatShare } from '../view/text/bytes.js';
import { renderParagraphs } from '../view/text/paragraphs.js';
import { renderTable } from '../view/text/table.js';

/** Node itself, its binary and its threads, takes about this much outside all heaps. */
const ORDINARY_REST = 100e6;

/** The totals, and how much of the rest the snapshots of this session have left behind: allocators keep such memory. */
interface MemoryResult extends Memory {
  readonly snapshotsKeptBytes: number;
}

export const memCommand = defineCommand({
  name: 'mem',
  summary: 'what the process’s memory consists of',
  help: 'Totals that Node keeps: asking costs the target nothing.',
  on: ['live'],
  positionals: {},
  options: {},
  async run({ target: { session, snapshots } }): Promise<MemoryResult> {
    return { ...(await readMemory(session)), snapshotsKeptBytes: snapshots.keptBytes };
  },
  render(memory, style) {
    const { rssBytes, heapUsedBytes, heapTotalBytes, externalBytes, arrayBuffersBytes } = memory;
    const { snapshotsKeptBytes } = memory;
    const otherBytes = Math.max(0, memory.otherBytes - snapshotsKeptBytes);
    const rows: (readonly [string, number, string])[] = [
      ['heap used', heapUsedBytes, 'JavaScript objects, living and not yet collected'],
      ['heap free', heapTotalBytes - heapUsedBytes, 'held by V8 for objects to come'],
      ['array buffers', arrayBuffersBytes, 'Buffers and typed arrays'],
      ['external', externalBytes - arrayBuffersBytes, 'other memory that JavaScript objects hold outside the heap'],
      ['the rest', otherBytes, 'binary, code, stacks, native libraries, fragmentation'],
      ...(snapshotsKeptBytes > 0
        ? [['our snapshots', snapshotsKeptBytes, 'left behind: the allocator keeps such memory'] as const]
        : []),
    ];
    const table = renderTable(
      [...rows, ['RSS', rssBytes, limits(memory)] as const],
      [
        { title: '', text: ([name]) => name, paint: (text, [name]) => (name === 'RSS' ? style.bold(text) : text) },
        { title: 'bytes', align: 'right', text: ([, bytes]) => formatBytes(bytes), paint: style.bold },
        { title: 'share', align: 'right', text: ([, bytes]) => formatShare(bytes, rssBytes) },
        { title: '', text: ([, , note]) => note, paint: style.dim, narrow: 'wrap' },
      ],
      style,
    );
    return `${table}\n${renderParagraphs(verdict({ ...memory, otherBytes }), style)}`.trimEnd();
  },
});

function limits({ heapLimitBytes, limitBytes }: Memory): string {
  const container = limitBytes === null ? 'no container limit' : `container limit ${formatBytes(limitBytes)}`;
  return `heap limit ${formatBytes(heapLimitBytes)}, ${container}`;
}

/** A sentence where the numbers speak for themselves. */
function verdict({ rssBytes, heapUsedBytes, heapLimitBytes, arrayBuffersBytes, otherBytes }: Memory): string {
  if (otherBytes > rssBytes / 2 && otherBytes > ORDINARY_REST) {
    return (
      'Most of it is outside of what V8 knows: not a JavaScript heap leak. If it goes on growing, look at native add-ons, at ' +
      'fragmentation (try jemalloc), at threads.'
    );
  }
  if (arrayBuffersBytes > rssBytes / 2)
    return 'Most of it is in Buffers and typed arrays, outside the JavaScript heap: look for what holds them.';
  if (heapUsedBytes > heapLimitBytes * 0.85)
    return 'The heap is close to its limit: V8 will soon spend its time on collections, then end the process.';
  return '';
}
