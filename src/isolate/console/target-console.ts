import type { Entries } from '../../injected/entries.js';
import type { Handle } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import type { Session } from '../../session/session.js';

/** What evaluates in an isolate. */
export interface TargetConsole {
  /** Our console inside the target: it goes when the session goes, however that ends. */
  readonly state: Handle<Entries['console']>;
  /** The names that were declared in the console. */
  readonly variables: Set<string>;
  /** The number of the last evaluation. */
  lastEvaluation: number;
}

/** Puts the console into a target. It needs a turn of the target's event loop. */
export async function openTargetConsole(session: Session): Promise<TargetConsole> {
  return { state: await loadEntry(session, 'console'), variables: new Set(), lastEvaluation: 0 };
}
