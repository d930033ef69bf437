import type { Protocol } from 'devtools-protocol';

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

/** Code of ours failed in the target: a defect of ours, or a target that broke what not even a realm of our own is safe from. */
export class InjectedError extends Error {
  override readonly name = 'InjectedError';

  constructor(functionName: string, { exception, text }: Protocol.Runtime.ExceptionDetails) {
    super(`${functionName}: ${exception?.description ?? text}`);
  }
}
