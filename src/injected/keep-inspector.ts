import type { KeptConnection } from './connect-inspector.js';
import type { ConsoleState } from './open-console.js';

type Load = (name: string) => unknown;

/**
 * Gives the console a stand-in for the module `inspector` whose sessions are all one, which stays connected as long as somebody
 * holds the stand-in; and gives a loader of built-in modules that knows it.
 *
 * V8 forgets the @ids of all objects whenever any inspector session ends (V8HeapProfilerAgentImpl::disable), ours inside the
 * target too; with this, snapshots of one console can be compared.
 */
export function keepInspector(state: ConsoleState, load: Load, { session, endWith }: KeptConnection): Load {
  const OBJECTS = 'leakconsole-kept';

  /** A session as its user sees it; what it has made V8 hold goes when it is disconnected. */
  class KeptSession {
    connect(): void {}

    post(method: string, params: object, callback?: (error: Error | null, result: object) => void): void {
      // Objects of an object are in its group; what is evaluated anew must be told its group.
      const isNew = method === 'Runtime.evaluate' || (method === 'Runtime.callFunctionOn' && !('objectId' in params));
      (session.post as (...args: unknown[]) => void)(
        method,
        isNew ? { ...params, objectGroup: OBJECTS } : params,
        callback,
      );
    }

    disconnect(): void {
      session.post('Runtime.releaseObjectGroup', { objectGroup: OBJECTS });
    }
  }

  const stand = { Session: KeptSession } as unknown as typeof import('node:inspector');
  endWith(stand);
  state.inspector = stand;
  return (name) => (name === 'inspector' ? stand : load(name));
}
