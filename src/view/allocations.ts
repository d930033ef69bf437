import type { AllocationsResult, AllocResult, SamplingState, UnseenGrowth } from '../lenses/sampling/alloc-result.js';
import type { AllocatorRow, BufferMaker, StackRow } from '../profile/allocations.js';
import {
  type Block,
  type ColumnOf,
  dim,
  type Inline,
  note,
  numbers,
  strong,
  type TreeNode,
  table,
  text,
} from './blocks.js';
import { formatDuration } from './format-duration.js';
import { formatBytes, formatBytesDelta, formatCounted, formatShare } from './format-quantities.js';

/** What is alive, by the functions that allocated it; or what `start` and `mark` have done. */
export function viewAllocations(result: AllocResult): Block[] {
  return 'functions' in result ? viewResult(result) : viewState(result);
}

function viewState({ mark, intervalBytes, exact, foreign }: SamplingState): Block[] {
  if (mark !== null) return [note(`mark ${mark}`)];
  const sampled = `samples one object in each ${formatBytes(intervalBytes ?? 0)} that is allocated`;
  return [note(foreign ? FOREIGN : sampled), ...(exact ? [note(EXACT)] : [])];
}

const INLINED = 'hot code: what V8 inlines into a function is booked on that function (--exact tells them apart)';
const EXACT = 'nothing is inlined until .alloc stop: code that computes is slower, and functions have their own bytes';
const FOREIGN = 'somebody else samples here (a profiling library, --heap-prof): read, and neither started nor stopped';

function viewResult(result: AllocationsResult): Block[] {
  const { functions, stacks, unseen, foreign, exact, constructing } = result;
  return [
    text(titleOf(result)),
    ...(result.samples === 0 ? [note(describeNoSamples(result))] : []),
    ...(functions.length === 0 ? [] : stacks ? viewStacks(stacks, result.liveBytes) : viewFunctions(result)),
    ...(constructing === null ? [] : [note(describeConstructing(constructing, functions))]),
    ...(unseen ? viewUnseen(unseen, result.bufferMakers) : []),
    ...(foreign ? [note(FOREIGN)] : []),
    ...(exact || functions.length === 0 ? [] : [note(INLINED)]),
  ];
}

/** Why there is nothing to be told, and how to see more. */
function describeNoSamples({ intervalBytes, garbage, foreign }: AllocationsResult): string {
  const size = intervalBytes === null ? '' : `, of which one in each ${formatBytes(intervalBytes)} is sampled`;
  const what = garbage ? 'too little was allocated' : 'too little of what was allocated is alive';
  return `${what}${size}: sample for longer${foreign ? '' : ', or with a smaller --interval'}`;
}

/** What a table of the functions that construct a class means. */
function describeConstructing(name: string, functions: readonly AllocatorRow[]): string {
  if (functions.length === 0) return `none of the functions that allocate has \`new ${name}\` in its source`;
  return functions.every(({ certainty }) => certainty === 'only-this-class')
    ? `these have \`new ${name}\` in their source, and nothing else that may allocate`
    : `these have \`new ${name}\` in their source; what is theirs may be other objects too`;
}

/** How much is told of, and since when. */
export function titleOf(result: AllocationsResult): Inline {
  return [strong(formatBytes(result.liveBytes)), dim(errorText(result.errorBytes)), ` ${describeTime(result)}`];
}

function describeTime({ since, takenAt, mark, samples, intervalBytes, garbage }: AllocationsResult): string {
  const size = intervalBytes === null ? '' : ` of ${formatBytes(intervalBytes)}`;
  const sampled = `${formatCounted(samples, 'sample')}${size}`;
  if (since === null) return `alive of what was sampled (${sampled})`;
  const ago = formatDuration(Date.parse(takenAt) - Date.parse(since));
  if (garbage) return `allocated in ${ago}, garbage included (${sampled})`;
  const from = mark === null ? '' : `mark ${mark}, `;
  return `alive of what was allocated since ${from}${since.slice(11, 19)} UTC, ${ago} ago (${sampled})`;
}

function errorText(errorBytes: number | null): string {
  return errorBytes === null ? '' : ` ±${formatBytes(errorBytes)}`;
}

function viewFunctions({ functions, liveBytes, by, more }: AllocationsResult): Block[] {
  const hasRates = functions.some(({ bytesPerMinute }) => bytesPerMinute !== null);
  const rates: ColumnOf<AllocatorRow>[] = hasRates
    ? [numbers('per min', ({ bytesPerMinute }) => (bytesPerMinute ? formatBytesDelta(bytesPerMinute) : ''))]
    : [];
  const places: ColumnOf<AllocatorRow>[] =
    by === 'function' ? [{ title: 'from', cell: ({ location }) => dim(location ?? '') }] : [];
  const rows = table(functions, [
    numbers('self', ({ selfBytes }) => strong(formatBytes(selfBytes))),
    numbers('±', ({ errorBytes }) => dim(errorBytes === null ? '' : formatBytes(errorBytes))),
    numbers('share', ({ selfBytes }) => formatShare(selfBytes, liveBytes)),
    numbers('total', ({ totalBytes }) => formatBytes(totalBytes)),
    ...rates,
    { title: by, cell: ({ name }) => name, narrow: 'cut-middle' },
    ...places,
  ]);
  const rest = more > 0 ? [note(`+ ${formatCounted(more, `more ${by}`)}`)] : [];
  return [rows, ...rest, ...functions.flatMap(viewCandidates), ...functions.flatMap(viewCallers)];
}

/** Enough to find the place; the function is near. */
const MOST_CANDIDATES = 8;

function viewCandidates({ name, location, candidates, certainty }: AllocatorRow): Block[] {
  if (candidates === null) return [];
  if (candidates.length === 0) {
    const why = ': nothing in its source allocates, so this is what it calls, inlined';
    return [text(''), text([strong(name), dim(location ? ` ${location}` : ''), dim(why)])];
  }
  const what = certainty === 'only-this-class' ? ' constructs nothing else:' : ', candidates:';
  const label: Inline = [strong(name), dim(location ? ` ${location}` : ''), dim(what)];
  // Several of a line are shown as one.
  const lines = [...new Map(candidates.map((each) => [each.line, each])).values()];
  const shown = lines.slice(0, MOST_CANDIDATES);
  const children = shown.map(({ line, text }) => ({ label: [dim(`${line}  `), text], children: [] }));
  return [text(''), { kind: 'tree', root: { label, children, more: lines.length - shown.length } }];
}

function viewCallers({ name, location, callers, selfBytes }: AllocatorRow): Block[] {
  if (!callers || callers.length === 0) return [];
  const label: Inline = [strong(name), dim(location ? ` ${location}` : ''), dim(', called by')];
  return [text(''), { kind: 'tree', root: { label, children: callers.map((row) => stackNode(row, selfBytes)) } }];
}

function viewStacks(stacks: readonly StackRow[], liveBytes: number): Block[] {
  return [
    { kind: 'tree', root: { label: dim('total, self'), children: stacks.map((row) => stackNode(row, liveBytes)) } },
  ];
}

function stackNode({ name, location, selfBytes, totalBytes, calls, more }: StackRow, wholeBytes: number): TreeNode {
  const self = selfBytes > 0 && selfBytes !== totalBytes ? `, ${formatBytes(selfBytes)}` : '';
  const label: Inline = [
    strong(formatBytes(totalBytes)),
    `${self} ${formatShare(totalBytes, wholeBytes)}  ${name}`,
    dim(location === null ? '' : ` ${location}`),
  ];
  return { label, children: calls.map((call) => stackNode(call, wholeBytes)), more };
}

/**
 * Less says nothing: a process that idles moves by as much; one that has started a minute ago, by as much native
 * memory.
 */
const LEAST_TOLD = { external: 1e6, native: 32e6 };

function viewUnseen(
  { arrayBuffersDeltaBytes, externalDeltaBytes, nativeDeltaBytes }: UnseenGrowth,
  makers: readonly BufferMaker[],
): Block[] {
  const by = makers.map(
    ({ name, location, count }) => `${name}${location ? ` ${location}` : ''} (${formatCounted(count, 'sample')})`,
  );
  const buffers =
    makers.length === 0 ? 'Buffers and typed arrays' : `Buffers and typed arrays, made by ${by.join(', ')}`;
  const grown = [
    [arrayBuffersDeltaBytes, buffers, LEAST_TOLD.external],
    [externalDeltaBytes, 'other external memory', LEAST_TOLD.external],
    [nativeDeltaBytes, 'native memory', LEAST_TOLD.native],
  ] as const;
  const told = grown.flatMap(([bytes, what, least]) => (bytes < least ? [] : [`${formatBytesDelta(bytes)} ${what}`]));
  return told.length === 0 ? [] : [text(`not seen by the sampler: ${told.join('; ')} (.mem)`)];
}
