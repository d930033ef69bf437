import type { MainSession, Pause } from './main-session.js';

const MOST_TRIES = 6;

/** What a second debugger that is enabled during a pause allocates: for the pause, and for each script of so many. */
export interface EnablingCost {
  /** NaN where collections did not let it be measured. */
  readonly bytes: number;
  readonly scripts: number;
}

/**
 * What a pause itself allocates in the heap of the main thread: V8 tells the sessions of all frames and their scopes,
 * of which it makes objects. It is the same wherever the frames and scopes are.
 *
 * A second session whose debugger is enabled during the pause is told the same once more, and beside it of each script,
 * for which V8 captures where the thread stands: always the same for each (V8DebuggerAgentImpl::didParseSource).
 */
export class PauseCost {
  readonly #session: MainSession;
  readonly #known = new Map<string, EnablingCost>();
  #scripts = 0;

  constructor(session: MainSession) {
    this.#session = session;
    session.onScript(() => {
      this.#scripts++;
    });
  }

  async of({ callFrames }: Pause): Promise<EnablingCost> {
    const [{ scopeChain }] = callFrames;
    const scopes = scopeChain.map(({ type, startLocation: start }) => [type, start?.lineNumber, start?.columnNumber]);
    const key = JSON.stringify([callFrames.length, scopes]);
    if (!this.#known.has(key)) this.#known.set(key, await this.#measure());
    return this.#known.get(key)!;
  }

  /** A collection disturbs it now and then: what was measured twice is right. */
  async #measure(): Promise<EnablingCost> {
    const seen: EnablingCost[] = [];
    while (seen.length < MOST_TRIES) {
      this.#scripts = 0;
      const before = this.#session.heapBytes();
      this.#session.tell('Debugger.enable');
      const after = this.#session.heapBytes();
      this.#session.tell('Debugger.disable');
      const cost = { bytes: (await after) - (await before), scripts: this.#scripts };
      if (seen.some(({ bytes, scripts }) => bytes === cost.bytes && scripts === cost.scripts)) return cost;
      seen.push(cost);
    }
    return { bytes: Number.NaN, scripts: 0 };
  }
}
