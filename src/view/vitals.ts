import type { VitalsJudgement } from '../analysis/judge-vitals.js';
import type { Vitals } from '../analysis/vitals.js';
import { type Block, bad, dim, type Inline, numbers, strong, table } from './blocks.js';
import { formatBytes, formatBytesDelta, formatCount, formatCountDelta } from './format-quantities.js';

/** One line of the table: what it is, and which names of `grows` mark it. */
interface Vital {
  readonly title: string;
  readonly read: (vitals: Vitals) => number | null | undefined;
  readonly note: string;
  readonly marks?: readonly VitalsJudgement['grows'][number][];
}

const SIZES: readonly Vital[] = [
  {
    title: 'heap',
    read: ({ oldGenerationBytes }) => oldGenerationBytes,
    note: 'objects of the old generation, living and not yet collected',
    marks: ['heap'],
  },
  {
    title: 'V8’s pages',
    read: ({ heapPagesBytes }) => heapPagesBytes,
    note: 'what V8 holds for objects, the free part too',
  },
  {
    title: 'array buffers',
    read: ({ arrayBuffersBytes }) => arrayBuffersBytes,
    note: 'Buffers and typed arrays',
    marks: ['buffers'],
  },
  {
    title: 'other external',
    read: ({ otherExternalBytes }) => otherExternalBytes,
    note: 'long strings; what WebAssembly reserves',
    marks: ['external'],
  },
  {
    title: 'native',
    read: ({ nativeBytes }) => nativeBytes,
    note: 'the rest: malloc, stacks, code, heaps of workers',
    marks: ['native', 'fragmentation'],
  },
  { title: 'mapped files', read: ({ fileMappingsBytes }) => fileMappingsBytes, note: 'binary and libraries' },
  { title: 'RSS', read: ({ rssBytes }) => rssBytes, note: '' },
];

const COUNTS: readonly Vital[] = [
  { title: 'threads', read: ({ threads }) => threads, note: '', marks: ['threads'] },
  {
    title: 'event loops',
    read: ({ descriptors }) => descriptors?.eventLoop,
    note: 'Node’s own, and one a worker',
    marks: ['workers'],
  },
  {
    title: 'sockets',
    read: ({ descriptors, sockets }) => descriptors?.socket ?? sockets,
    note: '',
    marks: ['sockets'],
  },
  { title: 'files', read: ({ descriptors }) => descriptors?.file, note: '', marks: ['files'] },
  { title: 'pipes', read: ({ descriptors }) => descriptors?.pipe, note: '', marks: ['pipes'] },
  { title: 'other descriptors', read: ({ descriptors }) => descriptors?.other, note: '' },
  { title: 'child processes', read: ({ childProcesses }) => childProcesses, note: '', marks: ['processes'] },
  { title: 'timers', read: ({ timers }) => timers, note: 'without those that are unref’d', marks: ['timers'] },
  { title: 'contexts', read: ({ nativeContexts }) => nativeContexts, note: 'realms; one is ours', marks: ['contexts'] },
];

/**
 * All that can leak, now and against the base, if there is one; ▲ marks what grows. `limits`: what stands beside the
 * RSS.
 */
export function viewVitals(now: Vitals, base: Vitals | null, grows: VitalsJudgement['grows'], limits: string): Block {
  const handles: Vital = {
    title: 'global handles',
    read: ({ globalHandlesBytes }) => globalHandlesBytes,
    note: 'by which native code holds objects',
  };
  const rows = [
    ...SIZES.map((vital) => rowOf(vital, formatBytes, formatBytesDelta)),
    ...COUNTS.map((vital) => rowOf(vital, formatCount, formatCountDelta)),
    rowOf(handles, formatBytes, formatBytesDelta),
  ].filter(({ value }) => value !== null);
  const deltas = base === null ? [] : [numbers('delta', ({ delta }: Row) => delta)];
  return table(rows, [
    ...(grows.length > 0 ? [{ title: '', cell: ({ isGrowing }: Row) => (isGrowing ? bad('▲') : '') }] : []),
    { title: '', cell: ({ title }) => (title === 'RSS' ? strong(title) : title) },
    numbers('now', ({ value }) => strong(value!)),
    ...deltas,
    { title: '', cell: ({ title, note }) => dim(title === 'RSS' ? limits : note), narrow: 'wrap' },
  ]);

  function rowOf({ title, read, note, marks = [] }: Vital, format: Format, formatDelta: Format): Row {
    const value = read(now) ?? null;
    const before = (base && read(base)) ?? null;
    const isGrowing = marks.some((name) => grows.includes(name));
    const difference = value === null || before === null ? 0 : value - before;
    const delta = difference === 0 ? '' : formatDelta(difference);
    return {
      title,
      note,
      isGrowing,
      value: value === null ? null : format(value),
      delta: isGrowing ? bad(delta) : delta,
    };
  }
}

type Format = (value: number) => string;

interface Row {
  readonly title: string;
  readonly note: string;
  readonly isGrowing: boolean;
  readonly value: string | null;
  readonly delta: Inline;
}
