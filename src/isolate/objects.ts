import { callNow, type Handle } from '../session/call.js';
import type { Isolate } from './isolate.js';

/** A live object that is a variable of the console now. */
export interface BoundObject {
  /** `$0` */
  readonly variable: string;
  readonly text: string;
}

/** Makes objects of the target variables of the console: `$0`, `$1`, … */
export async function bind({ session, console }: Isolate, objects: Handle<readonly unknown[]>): Promise<BoundObject[]> {
  return remember(console.variables, await callNow(session, await console.state(), 'bindObjects', objects));
}

/** Makes one object of the target the variable `$0` of the console. */
export async function bindOne({ session, console }: Isolate, object: Handle): Promise<BoundObject> {
  const [bound] = remember(console.variables, await callNow(session, await console.state(), 'bindObject', object));
  return bound;
}

function remember(
  variables: Set<string>,
  { names, texts }: { readonly names: readonly string[]; readonly texts: readonly string[] },
): BoundObject[] {
  for (const name of [...variables]) if (/^\$\d+$/.test(name)) variables.delete(name);
  for (const name of names) variables.add(name);
  return names.map((variable, index) => ({ variable, text: texts[index] }));
}
