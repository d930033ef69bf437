import type { EvaluationAnswer, EvaluationRequest } from './evaluation.js';
import { util } from './node.js';
import type { Outcome } from './pieces.js';
import { print } from './print.js';

/**
 * What the console is told of what a line has come to. `made`: see EvaluationAnswer. It may run code of the program, to
 * print a value.
 */
export function describeOutcome(
  request: EvaluationRequest,
  { outcome, value }: Outcome,
  made: readonly string[],
): EvaluationAnswer {
  const MOST = 10_000;
  if (outcome === 'value') {
    const type = value === null ? 'null' : typeof value;
    const text = request.show === null ? '' : print(value, request.show);
    const isJson =
      type === 'boolean' ||
      type === 'null' ||
      (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) ||
      (typeof value === 'string' && value.length <= MOST);
    return { outcome, type, ...(isJson && { value }), text, made };
  }
  if (outcome !== 'threw') return { outcome };
  const read = (property: string): string => {
    let object: unknown = util.types.isNativeError(value) ? value : null;
    for (; object !== null; object = Object.getPrototypeOf(object)) {
      const found = Object.getOwnPropertyDescriptor(object, property);
      if (found) return typeof found.value === 'string' ? found.value.slice(0, MOST) : '';
    }
    return '';
  };
  const plain = { width: 80, customInspect: !request.readOnly };
  const [name, message] = [read('name'), read('message')];
  if (request.readOnly && name === 'EvalError' && message.includes('side-effect')) return { outcome: 'side-effect' };
  return { outcome: 'error', name, message, text: print(value, request.show ?? plain) };
}
