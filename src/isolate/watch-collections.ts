import { UserError } from '../errors.js';
import type { CollectionWatcher, GcEvent } from '../injected/gc/collection-watcher.js';
import { callForHandle, callNow, type Handle } from '../session/call.js';
import { loadEntry } from '../session/entry.js';
import { newGroup, releaseGroup } from '../session/object-group.js';
import type { Session } from '../session/session.js';

export type { GcEvent };

/** A collection of the whole heap: what is left after it is alive. */
export function isFull({ type }: GcEvent): boolean {
  return type === 'MarkSweepCompact';
}

/**
 * The collections of an isolate while they happen. In the target it is one object of ours, which goes with the session.
 */
export class CollectionWatch {
  readonly #session: Session;
  readonly #group: string;
  readonly #watcher: Handle<CollectionWatcher>;

  private constructor(session: Session, group: string, watcher: Handle<CollectionWatcher>) {
    this.#session = session;
    this.#group = group;
    this.#watcher = watcher;
  }

  /** Begins to watch. Rejects with a UserError, `not-supported`, before Node 18.15. */
  static async start(session: Session): Promise<CollectionWatch> {
    const entry = await loadEntry(session, 'gc');
    if (!(await callNow(session, entry, 'canWatch')))
      throw new UserError('not-supported', 'this version of Node does not tell of its collections', {
        hint: 'Node 18.15 and later do; .gc collects once, .mem shows the totals',
      });
    const group = newGroup('gc');
    return new CollectionWatch(session, group, await callForHandle(session, entry, 'watch', [], group));
  }

  /** The collections since the last call, the first first. */
  take(): Promise<GcEvent[]> {
    return callNow(this.#session, this.#watcher, 'take');
  }

  /** Never rejects. */
  async stop(): Promise<void> {
    await callNow(this.#session, this.#watcher, 'stop').catch(() => {});
    await releaseGroup(this.#session, this.#group);
  }
}
