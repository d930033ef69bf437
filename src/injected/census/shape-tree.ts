interface Step<T> {
  readonly key: string;
  readonly next: Map<string, Step<T>>;
  /** Where the last object went on: most often the next one is like it. */
  last: Step<T> | null;
  found: T | null;
}

/** An object with more keys is a dictionary. */
const MOST_KEYS = 32;
const MOST_STEPS = 10_000;

/**
 * Plain objects by their own keys, in their order: from the root one step a key.
 *
 * For objects of one hidden class V8 has the list of keys at hand, so that a step takes a few ns.
 */
export class ShapeTree<T> {
  readonly #root: Step<T> = { key: '', next: new Map(), last: null, found: null };
  readonly #keys: string[] = [];
  readonly #create: (keys: readonly string[]) => T;
  #steps = 0;

  constructor(create: (keys: readonly string[]) => T) {
    this.#create = create;
  }

  /** What belongs to the keys of an object whose prototypes are `Object.prototype` alone; null without keys, or where it cannot be kept. */
  find(object: object): T | null {
    const keys = this.#keys;
    let count = 0;
    for (const key in object) {
      if (count === MOST_KEYS) return null;
      keys[count++] = key;
    }
    if (count === 0) return null;
    let step = this.#root;
    for (let i = 0; i < count; i++) {
      const { last } = step;
      const next = last !== null && last.key === keys[i] ? last : this.#stepTo(step, keys[i]);
      if (next === null) return null;
      step.last = next;
      step = next;
    }
    step.found ??= this.#create(keys.slice(0, count));
    return step.found;
  }

  #stepTo(from: Step<T>, key: string): Step<T> | null {
    let step = from.next.get(key);
    if (step === undefined) {
      if (this.#steps++ >= MOST_STEPS) return null;
      step = { key, next: new Map(), last: null, found: null };
      from.next.set(key, step);
    }
    return step;
  }
}
