import { ObjectCounter } from '../census/object-counter.js';
import { objectPrototype } from '../census/object-prototype.js';

type Load = (name: string) => unknown;

/** Objects of one constructor: its name, the script, the line and the column (from 1) where it stands, null for V8's own. */
export interface CensusEntry {
  readonly name: string;
  readonly source: {
    readonly scriptId: string;
    readonly script: string;
    readonly line: number;
    readonly column: number;
  } | null;
  readonly count: number;
}

interface RemoteObject {
  readonly objectId?: string;
  readonly className?: string;
  readonly value?: unknown;
}
interface Properties {
  readonly result: readonly { readonly name: string; readonly value?: RemoteObject }[];
  readonly internalProperties?: readonly { readonly name: string; readonly value?: RemoteObject }[];
}

/**
 * Counts every JavaScript object of the process by its constructor, as the census lens does. Only in a forked child: it connects to the
 * process's own inspector and leaves marks all over.
 */
export function takeCensus(load: Load): CensusEntry[] {
  const { Session } = load('inspector') as typeof import('node:inspector');
  const session = new Session();
  session.connect();
  const scripts = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
  /** In a process with one thread the answer is there when `post` returns. */
  const post = <R>(method: string, params?: object): R => {
    let answer: R | undefined;
    let failure: Error | null = null;
    session.post(method, params, (error: Error | null, result?: object) => {
      failure = error;
      answer = result as R;
    });
    if (failure !== null || answer === undefined) {
      throw new Error(`${method}: ${(failure as { message?: string } | null)?.message ?? 'no answer'}`);
    }
    return answer;
  };

  const evaluate = (expression: string): string =>
    post<{ result: { objectId: string } }>('Runtime.evaluate', { expression, silent: true }).result.objectId;
  const { objects } = post<{ objects: { objectId: string } }>('Runtime.queryObjects', {
    prototypeObjectId: evaluate('Object.prototype'),
  });
  // A name that nobody else can use: by it the inspector's objects and ours meet.
  const meeting = Symbol.for('leakconsole.child');
  const exchange: { taken?: readonly object[]; given?: readonly object[] } = {};
  const { runInThisContext } = load('vm') as typeof import('node:vm');
  Object.defineProperty(runInThisContext('globalThis'), meeting, { value: exchange });
  const EXCHANGE = "globalThis[Symbol.for('leakconsole.child')]";
  post('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: `function () { ${EXCHANGE}.taken = this; }`,
  });
  const counted = new ObjectCounter(exchange.taken ?? [], objectPrototype());

  const described = (list: readonly object[]): RemoteObject[] => {
    exchange.given = list;
    const { result } = post<Properties>('Runtime.getProperties', {
      objectId: evaluate(`${EXCHANGE}.given`),
      ownProperties: true,
    });
    return result.filter(({ name }) => /^\d+$/.test(name)).map(({ value }) => value ?? {});
  };
  const namedExamples = described(counted.examples());
  const namedConstructors = described(counted.constructors());
  post('Debugger.enable');
  return counted.counts().map(({ name, container, fn, example, count }) => ({
    name: name ?? container ?? namedExamples[example]?.className ?? 'Object',
    source: placeOf(namedConstructors[fn]?.objectId),
    count,
  }));

  function placeOf(objectId: string | undefined): CensusEntry['source'] {
    if (objectId === undefined) return null;
    const { internalProperties } = post<Properties>('Runtime.getProperties', { objectId, ownProperties: true });
    const location = internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value as
      | { scriptId: string; lineNumber: number; columnNumber: number }
      | undefined;
    const script = location && scripts.get(location.scriptId);
    if (!location || !script) return null;
    const { scriptId, lineNumber, columnNumber } = location;
    return { scriptId, script, line: lineNumber + 1, column: columnNumber + 1 };
  }
}
