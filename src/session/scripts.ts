import { withDebugger } from './debugger.js';
import { parsedScript, type Script } from './script.js';
import type { Session } from './session.js';

/**
 * The loaded scripts by their ids.
 *
 * V8 lists them when the debugger is enabled: that happens once a session, and later only for what is younger than the
 * list. Rejects with a UserError, `target-paused`, if the target is stopped in another debugger.
 */
export async function scripts(session: Session): Promise<ReadonlyMap<string, Script>> {
  const list = listOf(session);
  await list.ready();
  return list.byId;
}

/** The script with an id, or null if V8 does not list it. */
export async function scriptOf(session: Session, id: string): Promise<Script | null> {
  const list = listOf(session);
  await list.ready();
  if (!list.byId.has(id)) await list.completeUpTo(Number(id));
  return list.byId.get(id) ?? null;
}

/** The ids of the scripts that are no files of the program: Node's own, and what was evaluated. */
export async function nodesScriptIds(session: Session): Promise<readonly string[]> {
  const all = [...(await scripts(session)).values()];
  return all.filter((script) => script.url.startsWith('node:') || isEvaluated(script)).map(({ id }) => id);
}

/** Whether a script was evaluated, without a file. */
export function isEvaluated({ url }: Script): boolean {
  return !url.startsWith('node:') && !url.includes('/');
}

/** The newest script with this URL; null if there is none. */
export async function newestScript(session: Session, url: string): Promise<Script | null> {
  let newest: Script | null = null;
  for (const script of (await scripts(session)).values()) {
    if (script.url === url && Number(script.id) > Number(newest?.id ?? -1)) newest = script;
  }
  return newest;
}

/** The text of a script; null where V8 has it no more. Enables the debugger for the moment. */
export async function textOfScript(session: Session, id: string): Promise<string | null> {
  return await withDebugger(session, async () => {
    const answer = await session.send('Debugger.getScriptSource', { scriptId: id }).catch(() => null);
    return answer?.scriptSource ?? null;
  });
}

const lists = new WeakMap<Session, ScriptList>();

function listOf(session: Session): ScriptList {
  let list = lists.get(session);
  if (!list) {
    list = new ScriptList(session);
    lists.set(session, list);
  }
  return list;
}

/**
 * What scripts are called that come and go by the thousand: V8 tells of each evaluation of a breakpoint's condition.
 */
export const PASSING_SCRIPT = 'leakconsole/passing.js';

/** The scripts of a session: each time that the debugger is enabled, for whatever reason, V8 tells of all of them. */
class ScriptList {
  readonly byId = new Map<string, Script>();
  readonly #session: Session;
  /** The highest id for which the list is complete. V8 counts scripts up. */
  #completeTo = -1;
  #first: Promise<void> | null = null;

  constructor(session: Session) {
    this.#session = session;
    session.on('Debugger.scriptParsed', (event) => {
      if (event.url === PASSING_SCRIPT) return;
      this.byId.set(event.scriptId, parsedScript(event));
      this.#completeTo = Math.max(this.#completeTo, Number(event.scriptId));
    });
  }

  /** Makes the list, if that has not been done. */
  ready(): Promise<void> {
    if (!this.#first) {
      this.#first = this.#refresh();
      this.#first.catch(() => {
        this.#first = null;
      });
    }
    return this.#first;
  }

  /** Makes the list again if a script with this id may be missing. */
  async completeUpTo(id: number): Promise<void> {
    if (id <= this.#completeTo) return;
    await this.#refresh();
    // What is not listed now is not asked for again.
    this.#completeTo = Math.max(this.#completeTo, id);
  }

  async #refresh(): Promise<void> {
    // V8 tells of all scripts before it answers that it is enabled.
    await withDebugger(this.#session, async () => {});
  }
}
