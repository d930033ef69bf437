import { withDebugger } from './debugger.js';
import type { Session } from './session.js';

/** A script that is loaded in the target. */
export interface Script {
  readonly id: string;
  /** As V8 has it: `file:` URLs for the program's files, `node:` for Node's own, empty for evaluated text. */
  readonly url: string;
  readonly isModule: boolean;
  readonly sourceMapUrl: string | null;
  /** In characters. */
  readonly length: number;
}

const known = new WeakMap<Session, Promise<ReadonlyMap<string, Script>>>();

/**
 * The loaded scripts by their ids.
 *
 * `Debugger.enable` is the one way to them: it is done once a session, `fresh` apart. Rejects with a UserError if the target stands still in another debugger.
 */
export function scripts(session: Session, { fresh = false } = {}): Promise<ReadonlyMap<string, Script>> {
  let promise = fresh ? undefined : known.get(session);
  if (!promise) {
    promise = listScripts(session);
    promise.catch(() => known.delete(session));
    known.set(session, promise);
  }
  return promise;
}

/**
 * The script with an id, or null if V8 does not list it. The scripts are listed anew only if it can be younger than the last list.
 */
export async function scriptOf(session: Session, id: string): Promise<Script | null> {
  const listed = await scripts(session);
  const script = listed.get(id);
  if (script || Number(id) <= (newest.get(listed) ?? 0)) return script ?? null;
  const again = await scripts(session, { fresh: true });
  // V8 counts scripts up; what is not in the new list is not asked for again.
  newest.set(again, Math.max(newest.get(again) ?? 0, Number(id)));
  return again.get(id) ?? null;
}

/** The source text of the newest script with this URL; null if there is none. Enables the debugger for the moment. */
export async function sourceOfScript(session: Session, url: string): Promise<string | null> {
  const script = [...(await scripts(session)).values()].findLast((one) => one.url === url);
  if (!script) return null;
  return await withDebugger(session, async () => {
    return (await session.send('Debugger.getScriptSource', { scriptId: script.id })).scriptSource;
  });
}

/** For a list of scripts, the highest id that it is known to answer for. */
const newest = new WeakMap<ReadonlyMap<string, Script>, number>();

async function listScripts(session: Session): Promise<Map<string, Script>> {
  const found = new Map<string, Script>();
  let highest = 0;
  const off = session.on('Debugger.scriptParsed', ({ scriptId: id, url, isModule, sourceMapURL, length }) => {
    found.set(id, { id, url, isModule: isModule ?? false, sourceMapUrl: sourceMapURL || null, length: length ?? 0 });
    highest = Math.max(highest, Number(id));
  });
  try {
    // V8 tells of all scripts before it says that it is enabled.
    await withDebugger(session, async () => {});
  } finally {
    off();
  }
  newest.set(found, highest);
  return found;
}
