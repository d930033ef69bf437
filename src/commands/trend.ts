import { durationKind } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { type LiveSize, observeLiveSizes } from '../isolate/live-sizes.js';
import { readMemory } from '../isolate/memory.js';
import { judgeLiveSizes, type TrendResult } from '../subjects/judge-live-sizes.js';
import { type Block, bad, type ChartBlock, good, type Inline, note, strong, text } from '../view/blocks.js';
import { csvRows } from '../view/csv.js';
import { formatDuration, formatSeconds } from '../view/format-duration.js';
import { formatBytes, formatBytesDelta, formatCounted } from '../view/format-quantities.js';

/** Tells a leak from a warm-up by the live sizes after full collections. */
export const trendCommand = defineCommand({
  name: 'trend',
  group: 'process',
  summary: 'leak or warm-up: whether what stays alive after full collections grows, and when a limit is reached',
  help:
    'It reads the live size after each full collection. Where V8 makes none in a tenth of the time, it forces one, ' +
    'within the pause budget and eleven at most.\n' +
    'Leak: the size rises in both halves (Mann-Kendall, p < 0.05), in the second at no less than half the speed ' +
    '(Theil-Sen slope). Warming up: it rises in the first half, in the second at less than a quarter of that speed.\n' +
    'A cache that still fills when the time ends looks like a leak, and a leak much slower than a warm-up is ' +
    'undecided: look again, longer.',
  examples: ['', '--for 30m'],
  on: ['live'],
  positionals: {},
  options: {
    for: {
      kind: durationKind({ least: 5000 }),
      default: 300_000,
      describe: 'how long it looks; Ctrl-C ends it with what it knows',
    },
  },
  async run({ isolate, signal, notice, progress }, { for: forMs }): Promise<TrendResult> {
    const sizes: LiveSize[] = [];
    const began = performance.now();
    try {
      progress(`0 of 10 live sizes, ${formatSeconds(forMs)} to go`);
      for await (const size of observeLiveSizes(isolate, { forMs, notice, signal })) {
        sizes.push(size);
        const leftMs = Math.max(0, forMs - (performance.now() - began));
        progress(
          `${formatCounted(sizes.length, 'live size')}, the last ${formatBytes(size.heapBytes)}; ${formatSeconds(leftMs)} to go`,
        );
      }
    } finally {
      progress('');
    }
    return judgeLiveSizes(sizes, await readMemory(isolate.session));
  },
  view(result): Block[] {
    const { live, longestPauseMs } = result;
    const forced = live.filter((point) => point.forced).length;
    return [
      ...(live.length > 1 ? [chart(result)] : []),
      text(describe(result)),
      note(
        `${formatCounted(live.length, 'full collection')}, ${forced} forced; the longest took ${Math.round(longestPauseMs)} ms`,
      ),
    ];
  },
  next: ({ verdict, memory }) => {
    if (verdict === 'undecided') return '.trend --for 30m';
    if (verdict !== 'leak') return null;
    return memory === 'heap' ? '.growth, which shows what stays' : '.biggest, which shows what holds it';
  },
  exports: {
    csv: {
      describe: 'write the live sizes to this file; - is standard output',
      header: null,
      write: ({ live }) =>
        csvRows([
          ['time', 'heap', 'external', 'forced'],
          ...live.map(({ at, bytes, externalBytes, forced }) => [at, bytes, externalBytes, String(forced)]),
        ]),
    },
  },
});

function chart({ live, memory }: TrendResult): ChartBlock {
  const points = live.map(({ at, bytes, externalBytes }) => ({
    x: Date.parse(at),
    y: memory === 'heap' ? bytes : externalBytes,
  }));
  const sizes = points.map(({ y }) => y);
  return {
    kind: 'chart',
    points,
    xLabels: ['0 s', formatDuration(points.at(-1)!.x - points[0].x)],
    yLabels: [formatBytes(Math.min(...sizes)), formatBytes(Math.max(...sizes))],
  };
}

function describe({ verdict, memory, bytesPerHour, limitAt, limit, live }: TrendResult): Inline {
  const what = memory === 'heap' ? 'the live size of the heap' : 'external memory (Buffers and the like)';
  const perHour = bytesPerHour === null ? '' : `${formatBytesDelta(bytesPerHour)} an hour`;
  switch (verdict) {
    case 'leak': {
      const when = limitAt && `; at this rate the ${limit} is reached between ${formatRange(limitAt)}`;
      return [bad('leak'), `: ${what} grows steadily, ${perHour}${when ?? ''}.`];
    }
    case 'warming-up':
      return [strong('warming up'), `: ${what} has grown, and hardly does any more (${perHour} at the end).`];
    case 'stable':
      return [good('stable'), ': what stays alive does not grow.'];
    case 'undecided': {
      const why =
        bytesPerHour === null
          ? `${formatCounted(live.length, 'live size')} are too few, it takes 10`
          : `${what} does not grow steadily enough for a leak, nor slows down enough for a warm-up (${perHour} at the end)`;
      return [strong('undecided'), `: ${why}.`];
    }
  }
}

/** Two times of UTC; the day only where it is not today. */
function formatRange(times: readonly [string, string]): string {
  const today = new Date().toISOString().slice(0, 10);
  const [from, to] = times.map((time) => (time.startsWith(today) ? '' : `${time.slice(0, 10)} `) + time.slice(11, 16));
  return `${from} and ${to} UTC`;
}
