/** Numbers above 0 by three others, each from 0 to below 2^53: a hash table with open addressing. */
export class TripleTable {
  #values = new Uint32Array(1024);
  #keys = new Float64Array(3 * 1024);
  #count = 0;

  /** The number of three others; 0 where there is none. */
  get(a: number, b: number, c: number): number {
    return this.#values[this.#placeOf(a, b, c)];
  }

  /** Adds a number for three others, which have none yet. */
  add(a: number, b: number, c: number, value: number): void {
    if (2 * this.#count >= this.#values.length) this.#grow();
    const place = this.#placeOf(a, b, c);
    this.#keys.set([a, b, c], 3 * place);
    this.#values[place] = value;
    this.#count++;
  }

  /** Where they stand, or the empty place where they would. */
  #placeOf(a: number, b: number, c: number): number {
    const keys = this.#keys;
    const mask = this.#values.length - 1;
    let place = hash(a, b, c) & mask;
    while (
      this.#values[place] !== 0 &&
      (keys[3 * place] !== a || keys[3 * place + 1] !== b || keys[3 * place + 2] !== c)
    ) {
      place = (place + 1) & mask;
    }
    return place;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Float64Array(2 * keys.length);
    this.#values = new Uint32Array(2 * values.length);
    for (let at = 0; at < values.length; at++) {
      if (values[at] === 0) continue;
      const place = this.#placeOf(keys[3 * at], keys[3 * at + 1], keys[3 * at + 2]);
      this.#keys.set(keys.subarray(3 * at, 3 * at + 3), 3 * place);
      this.#values[place] = values[at];
    }
  }
}

function hash(a: number, b: number, c: number): number {
  // The numbers may be greater than 2^32.
  const high = Math.imul((b / 2 ** 32) | 0, 0x85ebca6b) ^ Math.imul((c / 2 ** 32) | 0, 0xc2b2ae35);
  const low = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d) ^ high;
  return low ^ (low >>> 15);
}
