/**
 * The native library (src/native/fork.c) as JavaScript sees it. It allocates nothing in V8: numbers go both ways in a
 * Float64Array of at least 32 elements.
 */
export interface Library {
  /**
   * Forks the process. The child calls `child` with the descriptor that it may write to, and ends; it never returns to
   * Node. What it throws comes out of `status` as a line that begins with "E ". Gives the child's pid, or a
   * `ForkFailure`.
   */
  fork(numbers: Float64Array, child: (out: number) => void): number;
  /**
   * 0 while the child lives, its pid once it has ended (and is reaped by that), below 0 where there is no such child.
   */
  look(pid: number, numbers: Float64Array): number;
  /** Ends a child of `fork` at once; below 0 where there is no such child. */
  kill(pid: number): number;
  /** Bytes read or written, or below 0 an error number. */
  read(fd: number, bytes: Uint8Array): number;
  write(fd: number, bytes: Uint8Array): number;
  close(fd: number): number;
}

/** How many elements the array has. */
export const NUMBERS = 32;

/** The indices of what `fork` takes, and gives. Times of one step each, in microseconds. */
export const FORK = {
  /** After so many seconds the child is ended. */
  seconds: 0,
  /** So many bytes of address space the child may take beyond what it is born with; 0: no limit. */
  memory: 1,
  /** How many of the oldest threads after the main one are V8's, and must sleep. 0: look at none. */
  v8Threads: 2,
  /** How long to wait until they do. */
  waitUs: 3,
  /** 1: find V8's memory by splitting mappings; 0: read smaps, which costs as much as the fork itself. */
  bySplit: 4,

  /** Descriptors to read from: what the child writes into its pipe, -1 without; and what it and V8 say (lines). */
  out: 5,
  status: 6,
  waitedUs: 7,
  foundUs: 8,
  unmarkedUs: 9,
  forkedUs: 10,
  markedUs: 11,
  mappings: 12,
  ranges: 13,
  /** Ranges whose mark could not be put back. */
  notRestored: 14,

  /** Taken, too: 0 to 19 as nice(1) has it; 20: the child has only the time that nobody else wants (SCHED_IDLE). */
  niceness: 15,
  /** Taken, too: an open file that the child writes to; 0: a pipe of its own. It stays open here. */
  into: 16,
} as const;

/** What `fork` gives where there is no child. */
export const FORK_FAILURE: Readonly<Record<number, ForkFailure>> = {
  [-1]: 'no memory',
  [-2]: 'threads awake',
  [-3]: 'no memory map',
  [-4]: 'no pipe',
  [-5]: 'no fork',
};
/** Why there is no child; `threads awake`: a worker of V8 was busy whenever it was tried. */
export type ForkFailure = 'no memory' | 'threads awake' | 'no memory map' | 'no pipe' | 'no fork';

/** The indices of what `look` gives: of a child that has ended, and of one that lives. */
export const LOOK = {
  /** As wait4 has it. */
  waitStatus: 0,
  maxRssBytes: 1,
  cpuMs: 2,
  rssBytes: 3,
} as const;
