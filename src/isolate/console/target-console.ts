import { type ConsoleState, openConsole } from '../../injected/open-console.js';
import { badMessage } from '../../session/bad-message.js';
import { type Handle, InjectedError, OBJECT_GROUP, sourceOfAll } from '../../session/call.js';
import type { Session } from '../../session/session.js';
import { CONSOLE_PARTS } from './console-parts.js';

/** What evaluates in an isolate. */
export interface TargetConsole {
  /** Its state inside the target: it goes when the session goes, however that ends. */
  readonly state: Handle<ConsoleState>;
  /** The names that were declared in the console. */
  readonly variables: Set<string>;
  /** Columns of the lines in which values are printed. */
  width: number;
  /** The number of the last evaluation. */
  lastEvaluation: number;
}

/** Puts the console into a target. It needs a turn of the target's event loop. */
export async function openTargetConsole(session: Session): Promise<TargetConsole> {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `(${openConsole})(require, ${sourceOfAll(CONSOLE_PARTS)})\n//# sourceURL=leakconsole/openConsole.js`,
    includeCommandLineAPI: true,
    awaitPromise: true,
    silent: true,
    objectGroup: OBJECT_GROUP,
  });
  if (exceptionDetails) throw new InjectedError(openConsole.name, exceptionDetails);
  if (!result.objectId) throw badMessage(session.name, 'an answer that no process of Node gives');
  return { state: { objectId: result.objectId }, variables: new Set(), width: 80, lastEvaluation: 0 };
}
