import type { Entries } from '../../injected/entries.js';
import type { Handle } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import type { Session } from '../../session/session.js';

/** What evaluates in an isolate. */
export class TargetConsole {
  readonly #session: Session;
  /** The names that were declared in the console. */
  readonly variables = new Set<string>();
  /** The number of the last evaluation. */
  lastEvaluation = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Our console inside the target, which is sent there when it is first needed, and goes when the session goes. */
  state(): Promise<Handle<Entries['console']>> {
    return loadEntry(this.#session, 'console');
  }
}
