import type { Isolate } from '../../isolate/isolate.js';
import type { Memory } from '../../isolate/memory.js';
import type { Sampling, SamplingMoment } from '../../isolate/sampling.js';
import { type AllocationOptions, type Allocations, describeAllocations } from '../../profile/allocations.js';
import { buildCallTree, type CallTreeNode } from '../../profile/call-tree.js';
import { samplesSince } from '../../profile/heap-profile.js';
import type { AllocationLook } from './take-profile.js';

/** A sampling, as a command tells of it. */
export interface SamplingState {
  /** From when on allocations are told, ISO 8601; null where somebody else sampled before we came. */
  readonly since: string | null;
  /** The mark that this is; null where it is the start. */
  readonly mark: string | null;
  /**
   * Bytes for each sample, on average; a guess where somebody else has started the sampler, null where nothing tells.
   */
  readonly intervalBytes: number | null;
  /** Whether nothing is inlined while it runs; else hot code books what it inlines on the function around it. */
  readonly exact: boolean;
  /**
   * Somebody else has started the sampler (a profiling library, `--heap-prof`): it is read, and neither started nor
   * stopped.
   */
  readonly foreign: boolean;
}

/** What was allocated since the start or a mark, and is alive. */
export interface AllocationsResult extends SamplingState, Allocations {
  /** When V8 was asked, ISO 8601. */
  readonly takenAt: string;
  /** The class whose constructing functions alone are told; null: all functions are. */
  readonly constructing: string | null;
  /** Whether what was collected meanwhile is counted too: all that was allocated, not what stays alive. */
  readonly garbage: boolean;
  /** What no sampler sees, from the totals of the process; null where no beginning is known. */
  readonly unseen: UnseenGrowth | null;
}

/** By how much memory outside of the JavaScript heap has grown in the same time, bytes. */
export interface UnseenGrowth {
  /** Buffers and typed arrays. */
  readonly arrayBuffersDeltaBytes: number;
  /** Other memory that JavaScript objects hold: strings of native code, WebAssembly. */
  readonly externalDeltaBytes: number;
  /** The rest of the RSS: native libraries, stacks, code, fragmentation. */
  readonly nativeDeltaBytes: number;
}

/** What `alloc` gives: with `start` and `mark` the sampling alone. */
export type AllocResult = SamplingState | AllocationsResult;

/** Tells of a sampling that has been started, or marked. */
export function describeSampling(
  { intervalBytes, isExact, isForeign, start }: Sampling,
  mark: string | null,
  moment: SamplingMoment = start,
): SamplingState {
  return { since: moment.at, mark, intervalBytes, exact: isExact, foreign: isForeign };
}

/** Which allocations are told, and how. */
export interface DescribeOptions extends Omit<AllocationOptions, 'ms' | 'hasErrors' | 'candidates'> {
  /** Whether the source of the functions is read for what may allocate in them. */
  readonly sites: boolean;
}

/** Tells what is alive of what was allocated since a moment; null: since whoever samples has started. */
export async function describeLook(
  isolate: Isolate,
  look: AllocationLook,
  since: SamplingMoment | null,
  mark: string | null,
  { sites, ...options }: DescribeOptions,
): Promise<AllocationsResult> {
  const { profile, functions, intervalBytes, sampling, moment } = look;
  const treeSince = (start: SamplingMoment | null) =>
    buildCallTree(start ? samplesSince(profile, start.ordinal) : profile, functions, intervalBytes);
  const root = treeSince(since);
  const candidates = sites
    ? await (await import('./find-candidates.js')).findCandidates(isolate, look, root)
    : new Map<never, never>();
  const ms = since && Date.parse(moment.at) - Date.parse(since.at);
  const result: AllocationsResult = {
    since: since?.at ?? null,
    takenAt: moment.at,
    mark,
    intervalBytes,
    exact: sampling?.isExact ?? false,
    foreign: sampling?.isForeign ?? true,
    constructing: options.constructing ?? null,
    garbage: sampling?.countsGarbage ?? false,
    ...describeAllocations(root, { ...options, ms, candidates, hasErrors: intervalBytes !== null }),
    unseen: since && describeUnseen(since.memory, moment.memory),
  };
  callTrees.set(result, { root, whole: mark === null ? null : treeSince(sampling?.start ?? null) });
  return result;
}

/** The calls that a result tells of. */
export interface CallTrees {
  readonly root: CallTreeNode;
  /** Of a result since a mark, the calls since the start. */
  readonly whole: CallTreeNode | null;
}

const callTrees = new WeakMap<AllocationsResult, CallTrees>();

/** The calls from which a result was counted: for pictures and other formats, and no part of its JSON. */
export function callTreesOf(result: AllocationsResult): CallTrees {
  return callTrees.get(result)!;
}

function describeUnseen(before: Memory, after: Memory): UnseenGrowth {
  const delta = (read: (memory: Memory) => number) => read(after) - read(before);
  return {
    arrayBuffersDeltaBytes: delta(({ arrayBuffersBytes }) => arrayBuffersBytes),
    externalDeltaBytes: delta(({ externalBytes, arrayBuffersBytes }) => externalBytes - arrayBuffersBytes),
    nativeDeltaBytes: delta(({ rssBytes, heapTotalBytes, externalBytes }) => rssBytes - heapTotalBytes - externalBytes),
  };
}
