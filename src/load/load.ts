/** Traffic for a service while it is looked at. */
export interface Load {
  /** Aborted when there will be no more of it. */
  readonly ended: AbortSignal;
  /** Ends it, and waits until it is gone. Gives what it has to say, a sentence, or null. */
  stop(): Promise<string | null>;
}
