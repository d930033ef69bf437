import { bindObjects } from '../injected/bind-objects.js';
import { call, callForHandle, type Handle } from '../session/call.js';
import type { Isolate } from './isolate.js';

/** A live object that is a variable of the console now. */
export interface BoundObject {
  /** `$0` */
  readonly variable: string;
  readonly text: string;
}

/** Makes objects of the target variables of the console: `$0`, `$1`, … */
export async function bind(
  { session, console: { state, variables } }: Isolate,
  objects: Handle<readonly unknown[]>,
): Promise<BoundObject[]> {
  const { names, texts } = await call(session, bindObjects, state, objects);
  for (const name of [...variables]) if (/^\$\d+$/.test(name)) variables.delete(name);
  for (const name of names) variables.add(name);
  return names.map((variable, index) => ({ variable, text: texts[index] }));
}

/** Makes one object of the target the variable `$0` of the console. */
export async function bindOne(isolate: Isolate, object: Handle): Promise<BoundObject> {
  const [bound] = await bind(isolate, await callForHandle(isolate.session, listWith, [object]));
  return bound;
}

function listWith(object: unknown): unknown[] {
  return [object];
}
