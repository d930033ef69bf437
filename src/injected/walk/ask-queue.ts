import type { PathNode } from './path.js';

interface Waiting {
  readonly value: object;
  readonly node: PathNode;
}

/** What is asked about alike: functions of one text, objects of one class. */
interface Group {
  /** How many more of it are asked about. */
  quota: number;
  /** What the quota gains for each that brought something. */
  readonly bonus: number;
  readonly waiting: Waiting[];
}

/** An object to ask about. */
export interface Ask extends Waiting {
  readonly group: Group;
}

/** How many objects of a group are asked about in any case. */
const BASE_QUOTA = 3;
/** How many more of its group are asked about for each that brought something. */
const BONUS_QUOTA = 2;
/** How many objects of a group wait, once its quota is used up, for one that brings something. */
const MOST_WAITING = 20_000;
/** How many objects one `take` passes over at most. */
const MOST_PASSED = 64;

/**
 * Objects to ask the inspector about, each by its number: of those that are alike some, and more as long as that brings
 * something new.
 */
export class AskQueue {
  readonly #most: number;
  readonly #groups = new Map<unknown, Group>();
  readonly #asks: Ask[] = [];
  #next = 0;
  #left = 0;

  /** `most`: how many are asked about in all, at most. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Those that are not asked about, as others like them have brought nothing, or it would be too many. */
  get left(): number {
    return this.#left;
  }

  /** What is added now is not asked about. */
  get isFull(): boolean {
    return this.#asks.length >= this.#most;
  }

  /** Adds an object of a group, of which only the first is asked about if it `isOneForAll`. */
  add(key: unknown, value: object, node: PathNode, isOneForAll: boolean): void {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { quota: isOneForAll ? 1 : BASE_QUOTA, bonus: isOneForAll ? 0 : BONUS_QUOTA, waiting: [] };
      this.#groups.set(key, group);
    }
    if (group.quota > 0) {
      this.#push({ value, node, group });
      return;
    }
    this.#left++;
    if (group.waiting.length < MOST_WAITING) group.waiting.push({ value, node });
  }

  /** Adds an object that is asked about whatever others bring. */
  addAlone(value: object, node: PathNode): void {
    this.#push({ value, node, group: { quota: 1, bonus: 0, waiting: [] } });
  }

  /**
   * Takes the numbers of the next few, at most `count`, without those for which `isPassed` holds; null if there are
   * none.
   */
  take(count: number, isPassed: (value: object) => boolean): readonly number[] | null {
    if (this.#next === this.#asks.length) return null;
    const taken: number[] = [];
    const end = Math.min(this.#next + MOST_PASSED, this.#asks.length);
    for (; taken.length < count && this.#next < end; this.#next++) {
      const { value, group } = this.#asks[this.#next];
      if (isPassed(value)) this.#addQuota(group, 1);
      else taken.push(this.#next);
    }
    return taken;
  }

  at(number: number): Ask {
    return this.#asks[number];
  }

  /** What was asked about has brought something: more like it are asked about. */
  reward({ group }: Ask): void {
    this.#addQuota(group, group.bonus);
  }

  #addQuota(group: Group, count: number): void {
    group.quota += count;
    while (group.quota > 0 && group.waiting.length > 0) {
      this.#left--;
      this.#push({ ...group.waiting.pop()!, group });
    }
  }

  #push(ask: Ask): void {
    if (this.isFull) {
      this.#left++;
      return;
    }
    ask.group.quota--;
    this.#asks.push(ask);
  }
}
