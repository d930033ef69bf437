import { type Runtime, Session } from 'node:inspector';
import { compileFunction } from 'node:vm';
import type { RuntimeScope } from '#src/places/match-scopes.js';

export interface InspectedFunction {
  readonly line: number;
  readonly column: number;
  readonly scopes: readonly (RuntimeScope & { readonly values: Record<string, unknown> })[];
}

/**
 * Runs a program as Node runs a CommonJS module, and tells of each function that it gives to `require` where it is and
 * what it sees.
 */
export function runAndInspect(text: string): InspectedFunction[] {
  const functions: (() => unknown)[] = [];
  const toCall: (() => unknown)[] = [];
  const register = (fn: () => unknown, call = false) => {
    functions.push(fn);
    if (call && toCall.push(fn) < 50) fn();
  };
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
  compileFunction(text, parameters)(undefined, register);
  return inspect(functions);
}

function inspect(functions: readonly object[]): InspectedFunction[] {
  const session = new Session();
  session.connect();
  const key = 'inspected functions';
  const global = globalThis as Record<string, unknown>;
  global[key] = functions;
  try {
    const list = post<{ result: { objectId: string } }>(session, 'Runtime.evaluate', {
      expression: `globalThis['${key}']`,
    });
    const { result } = properties(session, list.result.objectId);
    return result
      .filter(({ name }) => /^\d+$/.test(name))
      .map(({ value }) => {
        const { internalProperties } = properties(session, value!.objectId!);
        const internal = (name: string) => internalProperties!.find((one) => one.name === name)!.value!;
        const { lineNumber, columnNumber } = internal('[[FunctionLocation]]').value;
        const scopes = post<{ result: { value: InspectedFunction['scopes'] } }>(session, 'Runtime.callFunctionOn', {
          objectId: internal('[[Scopes]]').objectId,
          functionDeclaration: `${readScopes}`,
          returnByValue: true,
        }).result.value;
        return { line: lineNumber + 1, column: columnNumber + 1, scopes };
      });
  } finally {
    delete global[key];
    session.disconnect();
  }
}

function readScopes(this: ArrayLike<{ description: string; object: Record<string, unknown> }>) {
  return Array.from(this, ({ description, object }) => {
    const isGlobal = /^(?:Global|Script)/.test(description);
    const values: Record<string, unknown> = {};
    for (const name of isGlobal ? [] : Object.getOwnPropertyNames(object)) {
      try {
        values[name] = typeof object[name] === 'number' ? object[name] : null;
      } catch {
        // It is not initialized yet.
        values[name] = null;
      }
    }
    return { description, names: Object.keys(values), values };
  });
}

function properties(session: Session, objectId: string): Runtime.GetPropertiesReturnType {
  return post(session, 'Runtime.getProperties', { objectId, ownProperties: true });
}

function post<R>(session: Session, method: string, params: object): R {
  let answer: { error: Error | null; result: unknown } | undefined;
  session.post(method, params, (error, result) => {
    answer = { error, result };
  });
  if (answer === undefined || answer.error) throw answer?.error ?? new Error(`${method} was not answered`);
  return answer.result as R;
}
