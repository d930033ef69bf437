import type { PathNode } from './path.js';

/** An object that was met, and how. */
export interface Met {
  readonly value: object;
  readonly node: PathNode;
}

/** How many entries that were taken from the front are cut off at once. */
const PIECE = 8192;

/** The objects that were met and wait to be visited: breadth first takes from the front, depth first from the end. */
export class VisitQueue {
  #objects: object[] = [];
  #nodes: PathNode[] = [];
  #front = 0;

  get isEmpty(): boolean {
    return this.#front === this.#objects.length;
  }

  push(value: object, node: PathNode): void {
    this.#objects.push(value);
    this.#nodes.push(node);
  }

  /** Takes the one that has waited longest; there must be one. */
  takeFirst(): Met {
    const met = { value: this.#objects[this.#front], node: this.#nodes[this.#front] };
    if (++this.#front === PIECE) {
      this.#objects = this.#objects.slice(PIECE);
      this.#nodes = this.#nodes.slice(PIECE);
      this.#front = 0;
    }
    return met;
  }

  /** Takes the newest; there must be one. */
  takeLast(): Met {
    return { value: this.#objects.pop()!, node: this.#nodes.pop()! };
  }
}
