import type { Protocol } from 'devtools-protocol';
import { UserError } from '../errors.js';
import type { Session } from './session.js';

/** Where another debugger has stopped the target, as far as it tells. */
interface PausedFrame {
  readonly url: string;
  readonly location?: Protocol.Debugger.Location;
}

const lastUse = new WeakMap<Session, Promise<unknown>>();

/**
 * Does some work while the debugger is enabled, and disables it, whatever happens. One use at a time; a `debugger;` of
 * the service does not stop the target meanwhile. Rejects with a UserError, `target-paused`, if another debugger has
 * stopped the target.
 *
 * The debugger is never left on: it makes functions and promises slower. Enabling it makes V8 walk its heap for scripts
 * (40 ms for 3 million objects).
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
  let top: PausedFrame | null = null;
  // A frame knows its script, and not always where that is from.
  const urls = new Map<string, string>();
  const stopListening = [
    session.on('Debugger.paused', ({ callFrames }) => {
      top = callFrames[0] ?? { url: '' };
    }),
    session.on('Debugger.scriptParsed', ({ scriptId, url }) => void urls.set(scriptId, url)),
  ];
  try {
    await session.send('Debugger.setSkipAllPauses', { skip: true });
    await session.send('Debugger.enable', {});
    if (top !== null) throw targetPaused(top, urls);
    return await work();
  } finally {
    for (const stop of stopListening) stop();
    await session.send('Debugger.disable').catch(() => {});
  }
}

function targetPaused({ url, location }: PausedFrame, urls: ReadonlyMap<string, string>): UserError {
  const file = (url || (location && urls.get(location.scriptId)) || 'evaluated code').replace(/^file:\/\//, '');
  const where = location ? `${file}:${location.lineNumber + 1}` : 'an unknown place';
  return new UserError('target-paused', `the target is stopped in another debugger, at ${where}`, {
    hint: 'let it go on there (F8 in DevTools), then try again',
  });
}
