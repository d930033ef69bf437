import type { PathNode, VariableScope } from './path.js';

/**
 * The next and the last in Node's lists of timers, which hold each other, whosever they are
 * (lib/internal/linkedlist.js).
 */
export const TIMERS_NEIGHBOURS: ReadonlySet<unknown> = new Set(['_idleNext', '_idlePrev']);

/** An object that is met, and how. */
type Meeting = [
  value: unknown,
  from: PathNode | null,
  key: unknown,
  edge: PathNode['edge'],
  scope: VariableScope | null,
];

/**
 * What Node's variables hold, and timers' neighbours: entered when nothing else is left, so that the program's way to
 * an object comes before Node's.
 */
export class Postponed {
  readonly #ofNode: Meeting[] = [];
  readonly #neighbours: Meeting[] = [];

  addOfNode(...meeting: Meeting): void {
    this.#ofNode.push(meeting);
  }

  addNeighbour(...meeting: Meeting): void {
    this.#neighbours.push(meeting);
  }

  /** The next ones, neighbours last. */
  take(most: number): Meeting[] {
    return (this.#ofNode.length > 0 ? this.#ofNode : this.#neighbours).splice(0, most);
  }
}
