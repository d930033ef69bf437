import type { Locations } from './graph.js';
import type { SnapshotHeader } from './header.js';
import { uint16Array, uint32Array } from './memory.js';
import type { RowSink } from './number-rows.js';

/** How many digits are read without care: what they make fits into 31 bits. */
const maxDigits = 9;
// Xor `0`, as digits are 0 to 9 then.
const commaDigit = 0x2c ^ 0x30;
const newlineDigit = 0x0a ^ 0x30;
const hashMask = 2 ** 30 - 1;

/** Collects the section `locations`, in which few distinct places stand again and again. */
export class LocationRows implements RowSink {
  readonly name = 'locations';
  readonly fieldCount: number;
  readonly #nodeCount: number;
  #ofNode: Locations['ofNode'];
  readonly #scriptId = [0];
  readonly #line = [0];
  readonly #column = [0];
  /** Hash of a place → index. A place whose hash another one has stands at the next hash that is free. */
  readonly #indexes = new Map<number, number>();
  readonly #nodeFieldCount: number;
  readonly #object: number;
  readonly #script: number;
  readonly #lineField: number;
  readonly #columnField: number;

  constructor({ nodeCount, nodeFields, locationFields }: SnapshotHeader) {
    this.#nodeCount = nodeCount;
    this.#ofNode = uint16Array(nodeCount);
    this.fieldCount = Math.max(locationFields.length, 1);
    this.#nodeFieldCount = nodeFields.length;
    this.#object = locationFields.indexOf('object_index');
    this.#script = locationFields.indexOf('script_id');
    this.#lineField = locationFields.indexOf('line');
    this.#columnField = locationFields.indexOf('column');
  }

  get locations(): Locations {
    return { ofNode: this.#ofNode, scriptId: this.#scriptId, line: this.#line, column: this.#column };
  }

  row(values: Float64Array): string | null {
    if (this.#object < 0) return null;
    const node = values[this.#object] / this.#nodeFieldCount;
    if (!Number.isInteger(node) || node >= this.#nodeCount) {
      return `a location is of ${values[this.#object]}, where no node is`;
    }
    this.#place(
      node,
      this.#intern(values[this.#script] || 0, values[this.#lineField] || 0, values[this.#columnField] || 0),
    );
    return null;
  }

  rows(chunk: Uint8Array, at: number): number {
    const isUsual = this.#object === 0 && this.#script === 1 && this.#lineField === 2 && this.#columnField === 3;
    if (this.fieldCount !== 4 || !isUsual) return at;
    const fields = new Int32Array(4);
    const end = chunk.length - 4 * (maxDigits + 1) - 2;
    while (at < end) {
      let p = at;
      let digit = commaDigit;
      let field = 0;
      for (; field < 4 && digit === commaDigit; field++) {
        const valueAt = p;
        let value = 0;
        for (digit = chunk[p++] ^ 0x30; digit <= 9; digit = chunk[p++] ^ 0x30)
          value = (Math.imul(value, 10) + digit) | 0;
        if ((p - valueAt - 2) >>> 0 >= maxDigits) break;
        fields[field] = value;
      }
      if (field < 4) break;
      if (digit === newlineDigit) digit = chunk[p++] ^ 0x30;
      const node = fields[0] / this.#nodeFieldCount;
      if (digit !== commaDigit || !Number.isInteger(node) || node >= this.#nodeCount) break;
      this.#place(node, this.#intern(fields[1], fields[2], fields[3]));
      at = p;
    }
    return at;
  }

  #place(node: number, index: number): void {
    if (index >= 2 ** 16 && this.#ofNode instanceof Uint16Array) {
      const wider = uint32Array(this.#nodeCount);
      wider.set(this.#ofNode);
      this.#ofNode = wider;
    }
    this.#ofNode[node] = index;
  }

  #intern(scriptId: number, line: number, column: number): number {
    // Whole numbers of 30 bits, for which V8 takes no memory.
    let hash = (Math.imul(Math.imul(scriptId, 31) + line, 0x9e3779b1) + column) & hashMask;
    let index = this.#indexes.get(hash);
    while (index !== undefined) {
      if (this.#column[index] === column && this.#line[index] === line && this.#scriptId[index] === scriptId)
        return index;
      hash = (hash + 1) & hashMask;
      index = this.#indexes.get(hash);
    }
    index = this.#scriptId.push(scriptId) - 1;
    this.#line.push(line);
    this.#column.push(column);
    this.#indexes.set(hash, index);
    return index;
  }
}
