import { describeOutcome } from './describe-outcome.js';
import type { EvaluationAnswer, EvaluationRequest } from './evaluation.js';
import { interrupt } from './interrupt.js';
import { LineNames } from './line-names.js';
import { LineRunner, type Progress } from './line-runner.js';
import { doAtOnce, doInTurns, type Outcome, type Pieces } from './pieces.js';
import { variables } from './variables.js';

type Variables = Record<string, unknown>;

/** Evaluates the lines of one console. */
export class Evaluator {
  readonly #progress: Progress = { running: 0, begun: 0, abandoned: 0, abandon: null, session: null };

  /** The last line that has begun. */
  get begun(): number {
    return this.#progress.begun;
  }

  /** Evaluates one line, in a turn of its own of the event loop (see `LineRunner`). Never rejects. */
  evaluate(request: EvaluationRequest, scope: Variables | null, main: Variables | null): Promise<EvaluationAnswer> {
    return doInTurns(this.#piecesOf(request, scope, main));
  }

  /** Evaluates one line within this call, in a thread whose event loop does not turn. Never throws. */
  evaluateAtOnce(request: EvaluationRequest, scope: Variables | null, main: Variables | null): EvaluationAnswer {
    return doAtOnce(this.#piecesOf(request, scope, main));
  }

  /** Ends a line (see `interrupt`). */
  interrupt(id: number): void {
    interrupt(this.#progress, id);
  }

  *#piecesOf(request: EvaluationRequest, scope: Variables | null, main: Variables | null): Pieces<EvaluationAnswer> {
    const names = new LineNames(variables, request, scope, main);
    let made: readonly string[] = [];
    let runner: LineRunner | null = null;
    try {
      const { refused } = names;
      if (refused !== null) return { outcome: 'binding', name: refused };
      const bindings = names.bindings();
      if (!request.readOnly) made = names.declare();
      runner = new LineRunner(this.#progress, variables, request);
      let outcome = yield* runner.run(request.code, bindings);
      if (outcome.outcome === 'value' && request.awaits) outcome = yield* runner.drive(outcome.value as Generator);
      if (outcome.outcome === 'value') {
        const value = request.boxed ? (outcome.value as { value: unknown }).value : outcome.value;
        if (!request.readOnly) names.seal();
        variables._ = value;
        outcome = { outcome: 'value', value };
      } else {
        names.undeclare();
      }
      return yield* this.#describe(runner, request, outcome, made);
    } catch (error) {
      names.undeclare();
      return this.#remember(describeOutcome(request, { outcome: 'threw', value: error }, made), error);
    } finally {
      runner?.end();
    }
  }

  /** In a turn of its own, too, as printing may run code of the program that never ends. */
  *#describe(
    runner: LineRunner,
    request: EvaluationRequest,
    outcome: Outcome,
    made: readonly string[],
  ): Pieces<EvaluationAnswer> {
    if (outcome.outcome !== 'value' && outcome.outcome !== 'threw') return { outcome: outcome.outcome };
    const described = yield* runner.step(() => describeOutcome(request, outcome, made));
    if (described.outcome !== 'value') return yield* this.#describe(runner, request, described, made);
    return this.#remember(described.value as EvaluationAnswer, outcome.value);
  }

  #remember(answer: EvaluationAnswer, error: unknown): EvaluationAnswer {
    if (answer.outcome === 'error') variables._error = error;
    return answer;
  }
}
