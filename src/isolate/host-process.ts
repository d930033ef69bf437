import type { ProcessDescription } from '../injected/process/describe-process.js';

/** What looking at a process may cost it, and how it may be done. `.budget` changes what can be changed. */
export interface Limits {
  /** The longest stall of an event loop, ms. */
  maxPauseMs: number;
  /** The growth of the RSS, bytes; null: what the process can still allocate before a limit of its own. */
  maxRssBytes: number | null;
  /** Do it whatever it costs. */
  readonly force: boolean;
  /** Whether lenses that need the user's word have it: a forked child loads native code into the process. */
  allowsFork: boolean;
  /** How long a forked child may live, ms. */
  maxForkMs: number;
}

/** What an isolate knows of the process that it lives in. */
export interface HostProcess {
  /** Its pid on this machine; null where it runs elsewhere, or where that is unknown. */
  readonly localPid: number | null;
  /** What it said of itself when we attached. */
  readonly description: ProcessDescription;
  readonly limits: Limits;
  /** Whether evaluations that would change anything are refused. */
  readonly readOnly: boolean;
  /** How long an evaluation may take, ms. */
  readonly timeoutMs: number;
  /** Whether places and names are those of the original files, where source maps know them. */
  readonly sourceMaps: boolean;
  /**
   * Copies a file of its disk into a new file here, of mode 0600; leaves none where that fails. Rejects with a
   * UserError, such as where only the process can read it.
   */
  copyFile(path: string, to: string, signal: AbortSignal): Promise<void>;
}
