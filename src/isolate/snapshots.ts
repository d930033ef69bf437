import type { Heap } from '../analysis/heap.js';
import type { KeptConnection } from '../injected/ids/keep-heap-ids.js';
import type { Handle } from '../session/call.js';

/** A heap snapshot of an isolate, analysed. */
export interface LiveSnapshot {
  /** ISO 8601. */
  readonly takenAt: string;
  /** The file that it was written to; null where it was not. */
  readonly path: string | null;
  readonly heap: Heap;
  /** Whether the user has asked for it, or a command needed one for its answer. */
  readonly isAsked: boolean;
  /** See `idProbe` (heap-ids.ts); of a forked child, what it was when the child was forked. */
  readonly idProbe: number | null;
}

/** The @ids of an isolate's objects: valid as long as `idProbe` stays the same. */
export interface OwnIds {
  readonly idProbe: number | null;
  readonly highest: number;
}

const MOST_KEPT = 2;

/** The heap snapshots that were taken of an isolate since we attached. */
export class Snapshots {
  /** The latest last: two at most, and one that a command needed since. */
  readonly list: LiveSnapshot[] = [];
  /** What keeps the @ids of objects from snapshot to snapshot; null before the first (see `keepIds`). */
  kept: Handle<KeptConnection> | null = null;
  /** What all of them have left behind in the target's RSS, bytes. */
  keptBytes = 0;
  #ownIds: OwnIds | null = null;

  /** The @ids that the isolate has given so far as is known, null for none: in a forked child objects keep them. */
  get ownIds(): OwnIds | null {
    return this.#ownIds;
  }

  get latest(): LiveSnapshot | undefined {
    return this.list.at(-1);
  }

  /**
   * Makes a snapshot the latest. A snapshot that only a command needed is dropped with the next one, so that it never
   * displaces one that the user wants to compare with.
   */
  add(snapshot: LiveSnapshot): void {
    const { list } = this;
    const { graph } = snapshot.heap.analysis;
    if (!graph.isForked) this.#ownIds = { idProbe: snapshot.idProbe, highest: highestId(graph) };
    if (list.length > 1 && !list.at(-1)?.isAsked) list.pop();
    list.push(snapshot);
    if (list.length > (snapshot.isAsked ? MOST_KEPT : MOST_KEPT + 1)) list.shift();
  }

  /** Forgets them all: their @ids no longer mean anything. */
  clear(): void {
    this.list.length = 0;
  }
}

/**
 * V8 numbers JavaScript's objects upwards by odd numbers; even ones are given to native nodes, and mean nothing in
 * another snapshot.
 */
function highestId({ nodeId }: Heap['analysis']['graph']): number {
  let highest = 0;
  for (let node = 0; node < nodeId.length; node++)
    if (nodeId[node] % 2 === 1) highest = Math.max(highest, nodeId[node]);
  return highest;
}
