import type { RemoteObject } from '../inspector/inspector-session.js';
import { program } from '../program.js';

/** A value, in the place of what an inspector would tell of it. */
interface Direct extends RemoteObject {
  readonly direct: unknown;
}

/**
 * Evaluates code where no session with the inspector can be opened from inside: by the program's own `eval`. Nothing
 * can end it, and V8 cannot be told to let it change nothing. Its methods are those of `InspectorSession`.
 */
export class DirectEvaluation {
  post<R>(method: string, params: object): R | null {
    if (method !== 'Runtime.evaluate') return null;
    const { expression } = params as { readonly expression: string };
    // Called by another name than `eval`, it evaluates globally.
    const { eval: evaluateGlobally } = program.global;
    try {
      return { result: { direct: evaluateGlobally(expression) } } as R;
    } catch (error) {
      return { result: {}, exceptionDetails: { exception: { direct: error } } } as R;
    }
  }

  local(objects: readonly RemoteObject[]): readonly unknown[] {
    return objects.map((object) => (object as Direct).direct);
  }

  disconnect(): void {}
}
