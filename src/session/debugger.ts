import type { Protocol } from 'devtools-protocol';
import { UserError } from '../errors.js';
import { parsedScript, type Script } from './script.js';
import type { Session } from './session.js';

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
  let top: Partial<Protocol.Debugger.CallFrame> | null = null;
  const scripts = new Map<string, Script>();
  const stopListening = [
    session.on('Debugger.paused', ({ callFrames }) => {
      top = callFrames[0] ?? {};
    }),
    session.on('Debugger.scriptParsed', (event) => void scripts.set(event.scriptId, parsedScript(event))),
  ];
  try {
    await session.send('Debugger.setSkipAllPauses', { skip: true });
    await session.send('Debugger.enable', {});
    if (top !== null) throw targetPaused(await describePlace(session, top, scripts));
    return await work();
  } finally {
    for (const stop of stopListening) stop();
    await session.send('Debugger.disable').catch(() => {});
  }
}

/** Where a frame is, in the original file where the session finds it. */
async function describePlace(
  session: Session,
  { url = '', location }: Partial<Protocol.Debugger.CallFrame>,
  scripts: ReadonlyMap<string, Script>,
): Promise<string> {
  if (!location) return 'an unknown place';
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  const script = scripts.get(scriptId);
  const original = script && (await session.findOriginal?.(script, lineNumber, columnNumber));
  // A frame knows its script, and not always where that is from.
  const place = original ?? { url: url || script?.url || 'evaluated code', line: lineNumber + 1 };
  return `${place.url.replace(/^file:\/\//, '')}:${place.line}`;
}

function targetPaused(where: string): UserError {
  return new UserError('target-paused', `the target is stopped in another debugger, at ${where}`, {
    hint: 'let it go on there (F8 in DevTools), then try again',
  });
}
