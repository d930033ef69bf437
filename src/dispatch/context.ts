import type { Progress } from '../heap/analyse.js';
import type { Isolate } from '../isolate/isolate.js';
import type { SnapshotFiles } from '../snapshot/files.js';
import type { Style } from '../view/text/style.js';

/** What a console can be attached to. */
export type Target = Isolate | SnapshotFiles;
export type TargetKind = Target['kind'];

/** How a memory question was answered (design: "Three lenses"). */
export type Lens = 'walk' | 'census' | 'snapshot';

/** What an answer cost the target: the longest stall of its event loop, ms, and the growth of its RSS, bytes. */
export interface Cost {
  readonly pauseMs: number;
  readonly rssDeltaBytes: number | null;
  /** How much of that is still there afterwards, bytes. */
  readonly rssKeptBytes?: number;
}

/** What a command may use. */
export interface Context<K extends TargetKind = TargetKind> {
  readonly target: Extract<Target, { kind: K }>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** How values that the target prints should look. */
  readonly show: { readonly colors: boolean; readonly width: number };
  /** Shown on a terminal, nowhere else. */
  readonly progress: Progress;
  /** Tells the user something while a command is at work: a line on stderr, or above the prompt. */
  readonly notice: (text: string) => void;
  /** Asks a yes/no question; null where nobody can answer. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
  /** Shows results above the prompt whenever they come; null where there is no prompt. */
  readonly inBackground: (<R>(results: AsyncIterable<R>, render: (result: R, style: Style) => string) => void) | null;
  /** Whether the session ends with this command, so that nobody can use what it leaves there. */
  readonly endsSession?: boolean;
  /** Tells through which lens the answer was found and what that cost; both go into the JSON and below the answer. */
  readonly account: (lens: Lens, cost: Cost | null) => void;
}
