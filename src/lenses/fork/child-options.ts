/** What a child is allowed, and who listens. */
export interface ChildOptions {
  /**
   * The target's pid, where it runs on this machine and we may open its descriptors: then its bytes cost it nothing.
   * Else null.
   */
  readonly localPid: number | null;
  /** How many of V8's threads must sleep when it forks. */
  readonly v8Threads: number;
  readonly maxSeconds: number;
  /**
   * 0 to 19 as nice(1) has it; 20: it has only the time that nobody else wants, and on a busy machine may never be
   * done.
   */
  readonly niceness: number;
  /** Memory that it may take beside what it shares with its parent, bytes; 0: as much as there is. */
  readonly maxBytes: number;
  /**
   * Which part of its time the target may spend on handing the bytes on, where they go through it: above 0, at most 1.
   */
  readonly duty: number;
  readonly signal: AbortSignal;
  onProgress(progress: ChildProgress): void;
}

/** How far a forked child is; sizes in bytes. */
export interface ChildProgress {
  /** It looks at the heap before it writes the first byte. */
  readonly phase: 'forking' | 'looking' | 'writing';
  readonly rssBytes: number;
  /** What it has written into its pipe. */
  readonly bytes: number;
  /** Since the fork, ms. */
  readonly ms: number;
}

/** Takes a child's bytes as they come. */
export interface ByteSink {
  write(chunk: Uint8Array): Promise<void> | void;
  /** The child failed, another one begins: what came so far is void. */
  restart(): void;
}
