/**
 * The numbers of the strings of a redacted snapshot: string i of the one that V8 wrote becomes 2i, which is its text,
 * for names, and 2i + 1, which is as long, for contents. So what is a name can still be read, and does not give away
 * the contents that are alike.
 */
export class StringSlots {
  #used = new Uint8Array(2 ** 16);

  /** Something refers to this number. */
  use(slot: number): void {
    if (slot >= this.#used.length) {
      const larger = new Uint8Array(2 * (slot + 1));
      larger.set(this.#used);
      this.#used = larger;
    }
    this.#used[slot] = 1;
  }

  /** Whether string i is a name of anything. */
  isName(index: number): boolean {
    return this.#used[2 * index] === 1;
  }

  /** Whether string i is the content of anything. */
  isContent(index: number): boolean {
    return this.#used[2 * index + 1] === 1;
  }
}
