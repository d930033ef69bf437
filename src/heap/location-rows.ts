import type { Locations } from './graph.js';
import type { SnapshotHeader } from './header.js';
import { uint32Array } from './memory.js';
import type { RowSink } from './number-rows.js';

/** How many digits are read without care: what they make fits into 31 bits. */
const maxDigits = 9;
// Xor `0`, as digits are 0 to 9 then.
const commaDigit = 0x2c ^ 0x30;
const newlineDigit = 0x0a ^ 0x30;

/** Collects the section `locations`, in which few distinct places stand again and again. */
export class LocationRows implements RowSink {
  readonly name = 'locations';
  readonly fieldCount: number;
  readonly locations: Locations;
  readonly #scriptId = [0];
  readonly #line = [0];
  readonly #column = [0];
  /** script id → line and column in one number → index */
  readonly #indexes = new Map<number, Map<number, number>>();
  readonly #nodeFieldCount: number;
  readonly #object: number;
  readonly #script: number;
  readonly #lineField: number;
  readonly #columnField: number;

  constructor({ nodeCount, nodeFields, locationFields }: SnapshotHeader) {
    this.fieldCount = Math.max(locationFields.length, 1);
    this.#nodeFieldCount = nodeFields.length;
    this.#object = locationFields.indexOf('object_index');
    this.#script = locationFields.indexOf('script_id');
    this.#lineField = locationFields.indexOf('line');
    this.#columnField = locationFields.indexOf('column');
    this.locations = {
      ofNode: uint32Array(nodeCount),
      scriptId: this.#scriptId,
      line: this.#line,
      column: this.#column,
    };
  }

  row(values: Float64Array): string | null {
    if (this.#object < 0) return null;
    const node = values[this.#object] / this.#nodeFieldCount;
    if (!Number.isInteger(node) || node >= this.locations.ofNode.length) {
      return `a location is of ${values[this.#object]}, where no node is`;
    }
    this.locations.ofNode[node] = this.#intern(
      values[this.#script] || 0,
      values[this.#lineField] || 0,
      values[this.#columnField] || 0,
    );
    return null;
  }

  rows(chunk: Uint8Array, at: number): number {
    const isUsual = this.#object === 0 && this.#script === 1 && this.#lineField === 2 && this.#columnField === 3;
    if (this.fieldCount !== 4 || !isUsual) return at;
    const { ofNode } = this.locations;
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
      if (digit !== commaDigit || !Number.isInteger(node) || node >= ofNode.length) break;
      ofNode[node] = this.#intern(fields[1], fields[2], fields[3]);
      at = p;
    }
    return at;
  }

  #intern(scriptId: number, line: number, column: number): number {
    let ofScript = this.#indexes.get(scriptId);
    if (ofScript === undefined) {
      ofScript = new Map();
      this.#indexes.set(scriptId, ofScript);
    }
    const place = line * 2 ** 26 + column;
    let index = ofScript.get(place);
    if (index === undefined || this.#line[index] !== line || this.#column[index] !== column) {
      index = this.#scriptId.push(scriptId) - 1;
      this.#line.push(line);
      this.#column.push(column);
      ofScript.set(place, index);
    }
    return index;
  }
}
