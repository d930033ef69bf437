import type { Names } from './create-names.js';
import type { Reached, Runner } from './create-runner.js';
import type { ConsoleState } from './open-console.js';
import type { ShowOptions } from './show.js';

/** One line of the console, as src/live/source.ts has prepared it. */
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
  readonly show: ShowOptions | null;
}

/** What came of an evaluation. `text` is the value, empty where it is not printed, or the error with its stack, as Node prints it. */
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
  | { readonly outcome: 'side-effect' | 'terminated' | 'timeout' };

/** Evaluates one line inside the target, in a turn of its own of the event loop (see `createRunner`). Never rejects. */
export async function evaluate(
  state: ConsoleState,
  request: EvaluationRequest,
  scope: Record<string, unknown> | null,
  main: Record<string, unknown> | null,
): Promise<EvaluationAnswer> {
  let made: readonly string[] = [];

  /** In a turn of its own, too, as printing may run code of the program that never ends. */
  const tell = async (runner: Runner, reached: Reached): Promise<EvaluationAnswer> => {
    if (reached.outcome === 'terminated' || reached.outcome === 'timeout') return { outcome: reached.outcome };
    const told = await runner.step(() => state.describeOutcome(state, request, reached, made));
    return told.outcome === 'value' ? (told.value as EvaluationAnswer) : tell(runner, told);
  };

  let names: Names | null = null;
  let runner: Runner | null = null;
  try {
    names = state.createNames(state, request, scope, main);
    if (names.refused !== null) return { outcome: 'binding', name: names.refused };
    const bindings = names.bindings();
    if (!request.readOnly) made = names.declare();
    runner = state.createRunner(state, request);
    let reached = await runner.run(request.code, bindings);
    if (reached.outcome === 'value' && request.awaits) reached = await runner.drive(reached.value as Generator);
    if (reached.outcome !== 'value') {
      names.undeclare();
      return await tell(runner, reached);
    }
    const value = request.boxed ? (reached.value as { value: unknown }).value : reached.value;
    if (!request.readOnly) names.seal();
    state.variables._ = value;
    return await tell(runner, { outcome: 'value', value });
  } catch (error) {
    names?.undeclare();
    return state.describeOutcome(state, request, { outcome: 'threw', value: error }, made);
  } finally {
    runner?.end();
  }
}
