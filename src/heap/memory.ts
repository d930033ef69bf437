// All large arrays lie in memory that threads can share, so that two of them can work on one snapshot. They hold zeros
// at first.

export function uint8Array(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

export function uint32Array(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * length));
}

export function float64Array(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}
