import type { Reached } from './create-runner.js';
import type { EvaluationAnswer, EvaluationRequest } from './evaluate.js';
import type { ConsoleState } from './open-console.js';

/** What the console is told of what a line has come to. `made`: see EvaluationAnswer. It may run code of the program, to print a value. */
export function describeOutcome(
  state: ConsoleState,
  request: EvaluationRequest,
  { outcome, value }: Reached,
  made: readonly string[],
): EvaluationAnswer {
  const MOST = 10_000;
  if (outcome === 'value') {
    const type = value === null ? 'null' : typeof value;
    const text = request.show === null ? '' : state.show(state, value, request.show);
    const isJson =
      type === 'boolean' ||
      type === 'null' ||
      (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) ||
      (typeof value === 'string' && value.length <= MOST);
    return { outcome, type, ...(isJson && { value }), text, made };
  }
  if (outcome !== 'threw') return { outcome };
  if (request.readOnly && value instanceof EvalError && value.message.includes('side-effect')) {
    return { outcome: 'side-effect' };
  }
  state.variables._error = value;
  const read = (property: string): string => {
    let object: unknown = state.util.types.isNativeError(value) ? value : null;
    for (; object !== null; object = Object.getPrototypeOf(object)) {
      const found = Object.getOwnPropertyDescriptor(object, property);
      if (found) return typeof found.value === 'string' ? found.value.slice(0, MOST) : '';
    }
    return '';
  };
  const plain = { colors: false, width: 80, customInspect: !request.readOnly };
  const text = state.show(state, value, request.show ?? plain);
  return { outcome: 'error', name: read('name'), message: read('message'), text };
}
