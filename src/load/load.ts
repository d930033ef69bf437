/** Traffic for a service while it is looked at. */
export interface Load {
  /** Aborted when there will be no more of it. */
  readonly ended: AbortSignal;
  /** What went wrong with it so far, a sentence; null where nothing did. */
  readonly fault: string | null;
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>;
}
