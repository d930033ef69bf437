import { bindObjects } from './bind-objects.js';
import type { EvaluationAnswer, EvaluationRequest } from './evaluation.js';
import { Evaluator } from './evaluator.js';
import { variables } from './variables.js';

type Variables = Record<string, unknown>;

const evaluator = new Evaluator();
/** What is held for a moment, by names that nothing else has. */
const held: Variables = Object.create(null);

/** The console of one session: its lines and its variables. */
export default {
  evaluate(request: EvaluationRequest, scope: Variables | null, main: Variables | null): Promise<EvaluationAnswer> {
    return evaluator.evaluate(request, scope, main);
  },
  /** For a thread whose event loop does not turn. */
  evaluateAtOnce(request: EvaluationRequest, scope: Variables | null, main: Variables | null): EvaluationAnswer {
    return evaluator.evaluateAtOnce(request, scope, main);
  },
  interrupt(id: number): void {
    evaluator.interrupt(id);
  },
  /** The last line that has begun. */
  lastBegun(): number {
    return evaluator.begun;
  },
  /** The value of the last line. */
  lastValue(): unknown {
    return variables._;
  },
  /** Holds the last value under a name by which it is found in a heap snapshot. */
  holdLastValue(name: string): void {
    held[name] = variables._;
  },
  letGo(name: string): void {
    delete held[name];
  },
  forgetVariables(): void {
    for (const name of Object.keys(variables)) delete variables[name];
  },
  bindObjects(objects: readonly unknown[]): ReturnType<typeof bindObjects> {
    return bindObjects(variables, objects);
  },
  bindObject(object: unknown): ReturnType<typeof bindObjects> {
    return bindObjects(variables, [object]);
  },
};
