import type { FoundCollection } from './found-collection.js';

/** From so many keys on their numbers tell something. */
const FEWEST = 20;
const [ZERO, NINE] = ['0'.charCodeAt(0), '9'.charCodeAt(0)];
/** A longer text is none with a number, and reading it takes time. */
const LONGEST = 200;

/** The numbers in the keys of a collection: 17, `tenant-17`, `/shop/17/prices`. Nothing of the keys is kept. */
export class KeyNumbers {
  #count = 0;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  /** The text before and behind the number; null until the first key came. */
  #around: { readonly before: string; readonly behind: string } | null = null;
  #areAlike = true;

  /** Adds the number in a key: the first run of digits, if the rest is the same in all keys. */
  add(key: unknown): void {
    if (!this.#areAlike) return;
    if (typeof key === 'number' && Number.isSafeInteger(key)) this.#addNumber(key, '', '');
    else if (typeof key === 'string' && key.length <= LONGEST) this.#addText(key);
    else this.#areAlike = false;
  }

  /** The least and the greatest; not there where the keys are too few, or differ in more than a number. */
  get range(): Pick<FoundCollection, 'keyRange'> {
    if (!this.#areAlike || this.#count < FEWEST) return {};
    return { keyRange: { least: this.#least, most: this.#most } };
  }

  #addText(text: string): void {
    let start = 0;
    while (start < text.length && !isDigit(text, start)) start++;
    let end = start;
    while (end < text.length && isDigit(text, end)) end++;
    const number = Number(text.slice(start, end));
    if (start === end || !Number.isSafeInteger(number)) this.#areAlike = false;
    else this.#addNumber(number, text.slice(0, start), text.slice(end));
  }

  #addNumber(number: number, before: string, behind: string): void {
    this.#around ??= { before, behind };
    this.#areAlike = this.#around.before === before && this.#around.behind === behind;
    this.#count++;
    this.#least = Math.min(this.#least, number);
    this.#most = Math.max(this.#most, number);
  }
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= ZERO && code <= NINE;
}
