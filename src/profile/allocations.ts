import type { Place } from '../places/place.js';
import { shortPlace } from '../places/shorten.js';
import type { AllocatingFunction, CallTreeNode } from './call-tree.js';
import { callersOf } from './callers.js';
import { type Allocator, type Grouping, mergeCalls } from './merge-calls.js';
import { standardErrorOf } from './standard-error.js';

/** What was allocated since a moment and is alive, by the functions that allocated it. */
export interface Allocations {
  /** What the rows count: functions, files or packages. */
  readonly by: Grouping;
  /** All that is alive, bytes: an estimate from samples. */
  readonly liveBytes: number;
  /** The standard error of `liveBytes`; null where the sampling interval is not known. */
  readonly errorBytes: number | null;
  /** How many samples that is. */
  readonly samples: number;
  /** That which has allocated most itself first. */
  readonly functions: readonly AllocatorRow[];
  /**
   * Who makes Buffers and typed arrays, by the samples of the small objects by which these are reached; the first
   * three.
   */
  readonly bufferMakers: readonly BufferMaker[];
  /** How many more functions, files or packages there are. */
  readonly more: number;
  /** With `--by stack`: who calls whom, from the outermost functions on. */
  readonly stacks?: readonly StackRow[];
}

/** A function, a file or a package that has allocated what is alive. */
export interface AllocatorRow {
  /** The name of the function, original where a source map knows it; the file; the package. */
  readonly name: string;
  /** Where the function begins: no sampler knows the line that allocates. */
  readonly place: Place | null;
  /** The place as people read it: `orders.ts:24`; null where there is none, and where `name` tells it. */
  readonly location: string | null;
  /** What it has allocated itself, with the builtins and functions of Node that it called. */
  readonly selfBytes: number;
  /** The same with all other functions that it called. */
  readonly totalBytes: number;
  /** The standard error of `selfBytes`; null where the sampling interval is not known. */
  readonly errorBytes: number | null;
  /** How many samples `selfBytes` consists of. */
  readonly count: number;
  /** How fast `selfBytes` has grown; null where the time is not known, or under a second. */
  readonly bytesPerMinute: number | null;
  /** With `--sites`: what in its source may allocate; null where that was not read. */
  readonly candidates: readonly Candidate[] | null;
  /** Of the functions that construct a class: whether they allocate anything else; null where it was not asked for. */
  readonly certainty: 'only-this-class' | 'among-others' | null;
  /** With `--callers`: who called it for that. */
  readonly callers?: readonly StackRow[];
}

/** A function, a file or a package that makes Buffers or typed arrays. */
export interface BufferMaker {
  readonly name: string;
  /** Where the function begins. */
  readonly place: Place | null;
  /** The same as people read it; null where there is none, and where `name` tells it. */
  readonly location: string | null;
  /** How many samples. */
  readonly count: number;
}

/** A place in a function that may allocate: the sampler does not tell which of them does. */
export interface Candidate {
  /** In the original file, from 1. */
  readonly line: number;
  /** The original line, cut. */
  readonly text: string;
  /** The original name of the class that it constructs; null where it constructs none by name. */
  readonly constructs: string | null;
}

/** A function in a tree of calls. */
export interface StackRow {
  /** Its name, original where a source map knows it. */
  readonly name: string;
  /** Where it begins. */
  readonly place: Place | null;
  /** The same as people read it. */
  readonly location: string | null;
  /** What it has allocated itself; among callers, what was allocated on behalf of it. */
  readonly selfBytes: number;
  /** The same with all that it called. */
  readonly totalBytes: number;
  /** How many samples `selfBytes` consists of. */
  readonly count: number;
  /** What it called; among callers, those that called it. */
  readonly calls: readonly StackRow[];
  /** How many more of these there are, too small to be told. */
  readonly more: number;
}

/** Which allocations are told, and how. */
export interface AllocationOptions {
  readonly by: Grouping | 'stack';
  /** How many rows. */
  readonly most: number;
  /**
   * Matches the name of a function, a file or a package, or its place; without one, those are told that allocate
   * themselves.
   */
  readonly filter: RegExp | undefined;
  readonly callers: boolean;
  /** How long it took, ms; null where that is not known. */
  readonly ms: number | null;
  /** Whether the sampling interval is known, and with it the errors. */
  readonly hasErrors: boolean;
  /** What may allocate in a function, as far as its source was read; of other functions nothing is told. */
  readonly candidates: ReadonlyMap<AllocatingFunction, readonly Candidate[]>;
  /** Only functions that construct this class. */
  readonly constructing: string | undefined;
}

/** Adds up the calls of a tree, and tells the largest. */
export function describeAllocations(
  root: CallTreeNode,
  { by, most, filter, callers, ms, hasErrors, candidates, constructing }: AllocationOptions,
): Allocations {
  const grouping = by === 'stack' ? 'function' : by;
  const errorOf = (variance: number, samples: number) =>
    hasErrors ? Math.round(standardErrorOf(variance, samples)) : null;
  const isTold = ({ name, place, selfBytes }: Allocator) =>
    filter ? filter.test(name) || (place !== null && filter.test(`${place.url}:${place.line}`)) : selfBytes > 0;
  const candidatesOf = ({ calls }: Allocator) => candidates.get(calls[0].function!) ?? null;
  const isWanted = (allocator: Allocator) =>
    constructing === undefined || candidatesOf(allocator)?.some(({ constructs }) => constructs === constructing);
  const all = mergeCalls(root, grouping);
  const allocators = all.filter((each) => isTold(each) && isWanted(each));
  const shown = allocators.slice(0, most);
  return {
    by: grouping,
    liveBytes: root.totalBytes,
    errorBytes: errorOf(root.totalVariance, root.totalSamples),
    samples: root.totalSamples,
    functions: shown.map((allocator) => {
      const { name, place, calls, selfBytes, totalBytes, selfVariance, selfSamples } = allocator;
      return {
        name,
        place,
        location: locationOf(place, grouping),
        selfBytes,
        totalBytes,
        errorBytes: errorOf(selfVariance, selfSamples),
        count: selfSamples,
        bytesPerMinute: ms === null || ms < SHORTEST_MS ? null : Math.round((selfBytes * 60_000) / ms),
        candidates: candidatesOf(allocator),
        certainty: constructing === undefined ? null : certaintyOf(candidatesOf(allocator)!, constructing),
        ...(callers ? { callers: stackRows(callersOf(calls), selfBytes * LEAST_SHARE) } : {}),
      };
    }),
    bufferMakers: all
      .filter(({ bufferSamples }) => bufferSamples > 0)
      .sort((a, b) => b.bufferSamples - a.bufferSamples)
      .slice(0, MOST_BUFFER_MAKERS)
      .map(({ name, place, bufferSamples: count }) => ({ name, place, location: locationOf(place, grouping), count })),
    more: allocators.length - shown.length,
    ...(by === 'stack' ? { stacks: stackRows(root, root.totalBytes * LEAST_SHARE) } : {}),
  };
}

const MOST_BUFFER_MAKERS = 3;

function locationOf(place: Place | null, grouping: Grouping): string | null {
  return place && grouping === 'function' ? shortPlace(place) : null;
}

function certaintyOf(candidates: readonly Candidate[], constructing: string): AllocatorRow['certainty'] {
  return candidates.every(({ constructs }) => constructs === constructing) ? 'only-this-class' : 'among-others';
}

/** What a shorter time tells of a minute is noise. */
const SHORTEST_MS = 1000;

/** Branches of a tree of calls that are smaller than this part of the whole are counted only. */
const LEAST_SHARE = 0.02;

function stackRows({ children }: CallTreeNode, leastBytes: number): StackRow[] {
  return [...children.values()]
    .filter(({ totalBytes }) => totalBytes >= leastBytes)
    .sort((a, b) => b.totalBytes - a.totalBytes)
    .map((call) => {
      const calls = stackRows(call, leastBytes);
      const { name, place } = call.function!;
      const { selfBytes, totalBytes, selfSamples: count } = call;
      const location = place && shortPlace(place);
      return { name, place, location, selfBytes, totalBytes, count, calls, more: call.children.size - calls.length };
    });
}
