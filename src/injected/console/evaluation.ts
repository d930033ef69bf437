import type { PrintOptions } from './print.js';

/** One line of the console, as `prepareSource` has rewritten it. */
export interface EvaluationRequest {
  readonly id: number;
  /** The rewritten code: a script whose completion value is the answer, or a generator of it if `awaits`. */
  readonly code: string;
  readonly awaits: boolean;
  /** The answer comes as `{ value }`. */
  readonly boxed: boolean;
  /** Every name that the code mentions. */
  readonly names: readonly string[];
  /** The names that it assigns to. */
  readonly assigns: readonly string[];
  /** The names that it declares, and whether as constants. */
  readonly declares: readonly { readonly name: string; readonly constant: boolean }[];
  /** Bounds the evaluation, ms. What it does in one piece, without awaiting, the console has to end. */
  readonly timeoutMs: number;
  readonly readOnly: boolean;
  /** The file of the current module, from which require and import() resolve; null: the working directory. */
  readonly file: string | null;
  /** null: the value is not printed, so that no code of its own runs. */
  readonly show: PrintOptions | null;
}

/**
 * What came of an evaluation. `text` is the value, empty where it is not printed, or the error with its stack, as Node
 * prints it.
 */
export type EvaluationAnswer =
  | {
      readonly outcome: 'value';
      readonly type: string;
      readonly value?: unknown;
      readonly text: string;
      /** What was assigned to without being declared, and so has become a variable of the console. */
      readonly made: readonly string[];
    }
  | { readonly outcome: 'error'; readonly name: string; readonly message: string; readonly text: string }
  | { readonly outcome: 'binding'; readonly name: string }
  /** `waits`: for a promise, in a thread whose event loop does not turn. */
  | { readonly outcome: 'side-effect' | 'terminated' | 'timeout' | 'waits' };
