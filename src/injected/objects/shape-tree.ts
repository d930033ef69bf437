interface Step<T> {
  readonly key: string;
  readonly next: Map<string, Step<T>>;
  /** Where the last object went on: most often the next one is like it. */
  last: Step<T> | null;
  found: T | null;
}

/** An object with more keys is a dictionary. */
const MOST_KEYS = 32;

/** What there is to know of a dictionary. */
export interface DictionaryKeys {
  first: string;
  count: number;
}

const MOST_STEPS = 10_000;

/**
 * Plain objects by their own keys, in their order: from the root one step a key.
 *
 * For objects of one hidden class V8 has the list of keys at hand, so that a step takes a few ns.
 */
export class ShapeTree<T> {
  readonly #root: Step<T> = { key: '', next: new Map(), last: null, found: null };
  readonly #create: (keys: readonly string[]) => T;
  #steps = 0;

  constructor(create: (keys: readonly string[]) => T) {
    this.#create = create;
  }

  /**
   * What belongs to the keys of an object whose prototypes are `Object.prototype` alone; null without keys, or where it
   * cannot be kept. Of a dictionary, the keys are noted in `dictionary`: to list them once more would take as long
   * again.
   */
  find(object: object, dictionary: DictionaryKeys | null = null): T | null {
    let step = this.#root;
    let count = 0;
    let missing: string[] | null = null;
    for (const key in object) {
      if (count++ >= MOST_KEYS) {
        if (dictionary === null) return null;
        continue;
      }
      if (count === 1 && dictionary !== null) dictionary.first = key;
      const { last } = step;
      if (missing === null && last !== null && last.key === key) step = last;
      else {
        const next = missing === null ? step.next.get(key) : undefined;
        if (next === undefined) {
          missing ??= [];
          missing.push(key);
        } else {
          step.last = next;
          step = next;
        }
      }
    }
    if (dictionary !== null) dictionary.count = count > MOST_KEYS ? count : 0;
    if (count === 0 || count > MOST_KEYS) return null;
    return missing === null && step.found !== null ? step.found : this.#add(object, step, missing ?? []);
  }

  #add(object: object, from: Step<T>, missing: readonly string[]): T | null {
    let step = from;
    for (const key of missing) {
      if (this.#steps++ >= MOST_STEPS) return null;
      const next: Step<T> = { key, next: new Map(), last: null, found: null };
      step.next.set(key, next);
      step = next;
    }
    const keys: string[] = [];
    for (const key in object) keys.push(key);
    step.found = this.#create(keys);
    return step.found;
  }
}
