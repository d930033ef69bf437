/** What the target may be made to suffer. */
export interface Budget {
  /** The longest stall of its event loop, ms. */
  maxPauseMs: number;
  /** The growth of its RSS, bytes; null: what it can still allocate before a limit of its own. */
  maxRssBytes: number | null;
  /** Do whatever it costs. */
  force: boolean;
}
