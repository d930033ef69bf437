import { UserError } from '../errors.js';
import type { Session } from './session.js';

const lastUse = new WeakMap<Session, Promise<unknown>>();

/**
 * Does some work while the debugger is enabled, and disables it, whatever happens. One use at a time; a `debugger;` of the service does
 * not stop the target meanwhile. Rejects with a UserError, `target-paused`, if another debugger has stopped the target.
 *
 * The debugger is never left on: it makes functions and promises slower. Enabling it makes V8 walk its heap for scripts (40 ms for 3
 * million objects).
 */
export function withDebugger<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const use = (lastUse.get(session) ?? Promise.resolve()).then(() => enableFor(session, work));
  lastUse.set(
    session,
    use.catch(() => {}),
  );
  return use;
}

/** Rejects with a UserError, `target-paused`, if another debugger has stopped the target. */
export async function checkNotPaused(session: Session): Promise<void> {
  await withDebugger(session, async () => {});
}

async function enableFor<T>(session: Session, work: () => Promise<T>): Promise<T> {
  let where: string | null = null;
  const off = session.on('Debugger.paused', ({ callFrames: [top] }) => {
    where = top ? `${top.url}:${top.location.lineNumber + 1}` : 'an unknown place';
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
