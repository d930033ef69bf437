/** All that can leak in a process, as cheap counters tell it. Sizes in bytes; null: this system does not tell. */
export interface Vitals {
  readonly rssBytes: number;
  /** Objects of the heap's old generation: living, or waiting for the next full collection. */
  readonly oldGenerationBytes: number;
  /** V8's pages for objects that are in RAM, the free part too. */
  readonly heapPagesBytes: number;
  /** Buffers and typed arrays. */
  readonly arrayBuffersBytes: number;
  /**
   * What else JavaScript objects hold outside the heap and V8 counts: long strings, and what WebAssembly reserves,
   * which is hardly in RAM.
   */
  readonly otherExternalBytes: number;
  /** What mapped files take: the binary, libraries. */
  readonly fileMappingsBytes: number | null;
  /** The rest of the RSS. */
  readonly nativeBytes: number;
  /** What the snapshots of this session have left behind, no part of `nativeBytes`: allocators keep such memory. */
  readonly snapshotsKeptBytes: number;
  /** Threads of the process, those of Node and V8 too. */
  readonly threads: number | null;
  /** Open file descriptors. */
  readonly descriptors: Descriptors | null;
  /** Timers that keep the process alive. */
  readonly timers: number;
  /** TCP sockets and pipes that keep the process alive. */
  readonly sockets: number;
  /** Child processes that keep the process alive. */
  readonly childProcesses: number;
  /** V8's contexts: one a realm, as `vm.createContext` makes them; ours are among them. */
  readonly nativeContexts: number;
  /** V8's global handles, by which native code holds objects. */
  readonly globalHandlesBytes: number;
}

/** Open file descriptors by what they lead to. */
export interface Descriptors {
  /** Sockets, those of child processes’ streams too. */
  readonly socket: number;
  /** Files and folders. */
  readonly file: number;
  /** Pipes. */
  readonly pipe: number;
  /** Event loops: three of Node itself, the inspector’s, and one a worker. */
  readonly eventLoop: number;
  /** Devices, events, and the like. */
  readonly other: number;
}

/** The vitals at one moment. */
export interface VitalsReading {
  /** ISO 8601. */
  readonly at: string;
  readonly vitals: Vitals;
}
