// All large arrays lie in memory that threads can share, so that two of them can work on one snapshot. They hold zeros
// at first.

/** `length` bytes, all 0, shareable between threads. */
export function uint8Array(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** `length` numbers of 2 bytes, all 0, shareable between threads. */
export function uint16Array(length: number): Uint16Array {
  return new Uint16Array(new SharedArrayBuffer(2 * length));
}

/** `length` numbers of 4 bytes, all 0, shareable between threads. */
export function uint32Array(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * length));
}

/** A copy that threads can share. */
export function copyOf<T extends Uint32Array | Float64Array>(array: T): T {
  const copy = array instanceof Uint32Array ? uint32Array(array.length) : float64Array(array.length);
  copy.set(array);
  return copy as T;
}

/** `length` numbers of 8 bytes, all 0, shareable between threads. */
export function float64Array(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}
