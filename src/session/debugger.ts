import { UserError } from '../errors.js';
import type { Session } from './session.js';

const last = new WeakMap<Session, Promise<unknown>>();

/**
 * Does something while the debugger is enabled, one after the other, and disables it, however that ends. A `debugger;` of the service
 * does not stop it meanwhile. Rejects with a UserError, `target-paused`, where another debugger has stopped the target.
 *
 * It is never left on, as it makes functions slower. Enabling it makes V8 walk its heap for scripts (40 ms for 3 million objects).
 */
export function withDebugger<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(session) ?? Promise.resolve()).then(() => enabled(session, work));
  const settled = turn.catch(() => {});
  last.set(session, settled);
  return turn;
}

async function enabled<T>(session: Session, work: () => Promise<T>): Promise<T> {
  let where: string | null = null;
  const off = session.on('Debugger.paused', ({ callFrames: [top] }) => {
    where = top ? `${top.url}:${top.location.lineNumber + 1}` : 'a place it does not tell';
  });
  try {
    await session.send('Debugger.setSkipAllPauses', { skip: true });
    await session.send('Debugger.enable', {});
    if (where !== null) throw targetPaused(where);
    return await work();
  } finally {
    off();
    await session.send('Debugger.disable').catch(() => {});
  }
}

function targetPaused(where: string): UserError {
  return new UserError('target-paused', `the target is stopped in another debugger, at ${where}`, {
    hint: 'let it go on there (F8 in DevTools), then try again',
  });
}
