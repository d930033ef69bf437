import type { Protocol } from 'devtools-protocol';
import { messageOf, UserError } from '../errors.js';
import { NO_SESSION } from '../injected/inspector/no-session.js';

/** A value that stays in the target, known here by its remote object id. `T` is its type over there. */
export interface Handle<T = unknown> {
  readonly objectId: string;
  /** For what an entry of our code exports: the name of the entry, whose realm the object id then is. */
  readonly entry?: string;
  /** Never there at run time: it ties the handle to the type of what it stands for. */
  readonly type?: T;
}

/** Objects that we hold in the target are in this group, unless they are asked for in another. */
export const OBJECT_GROUP = 'leakconsole';

/** The error for code of ours that failed in the target: what a runtime other than Node cannot do is no defect. */
export function injectedError(functionName: string, details: Protocol.Runtime.ExceptionDetails): UserError {
  const { description } = details.exception ?? {};
  if (!description?.includes(NO_SESSION)) return new InjectedError(functionName, details);
  return new UserError(
    'not-supported',
    'this cannot be done in Deno, which has no session with its inspector from inside',
    {
      hint: 'eval, mem, types, count, growth, collections of globals and `.snapshot` work there',
    },
  );
}

/**
 * Code of ours failed in the target: the program broke what not even a realm of our own is safe from, or it is a defect
 * of ours.
 */
class InjectedError extends UserError {
  constructor(functionName: string, { exception, text }: Protocol.Runtime.ExceptionDetails) {
    const description = exception?.description ?? text;
    super(
      'injected-failed',
      `the code of leakconsole fails in the target: ${functionName}: ${messageOf(description)}`,
      {
        hint: 'the program has probably replaced a part of JavaScript or of Node; if not, please report it',
        cause: description,
      },
    );
  }
}
