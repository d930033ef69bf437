import type { ClassInfo } from '../objects/class-info.js';
import { isProxy, own } from '../objects/intrinsics.js';
import type { ObjectReader } from '../objects/object-reader.js';

const MANY = 1000;
/** Node's class whose objects, some hundreds, have names in pieces: to read a character would make V8 join them. */
const JOINS_NAMES = 'BuiltinModule';
const { clz32, imul } = Math;

/** A number by which objects are told apart cheaply; it stays the same as long as the object does not change. */
export function hashOf(reader: ObjectReader, value: object, info: ClassInfo): number {
  return hashAt(reader, value, info, 0);
}

/**
 * Of the first few primitive values in an object; where it has none, of what is in its first objects. Sizes count by
 * their order of magnitude, so that a collection that grows is not met twice.
 */
function hashAt(reader: ObjectReader, value: object, info: ClassInfo, depth: number): number {
  const kind = reader.kindOf(value, info);
  if (kind === 'function') return hashOfFunction(value);
  if (kind === 'map' || kind === 'set') return clz32(reader.sizeOf(value, kind)) + 11;
  if (kind === 'array') {
    const { length } = value as unknown[];
    return length === 0 ? 1 : (imul(clz32(length), 31) + hashOfValue(reader, own(value, 0), depth)) | 0;
  }
  if (kind !== 'object' || info.name === JOINS_NAMES) return 3;
  if (reader.isLarge(value)) return 13;
  const names = reader.readableKeysOf(value);
  if (names.length >= MANY) return 13;
  let sum = 17;
  let primitives = 0;
  for (let i = 0; i < names.length && i < 6 && primitives < 3; i++) {
    const item = own(value, names[i]);
    if (typeof item !== 'string' && typeof item !== 'number') continue;
    sum = (imul(sum, 31) + hashOfValue(reader, item, 2)) | 0;
    primitives++;
  }
  for (let i = 0; primitives === 0 && i < names.length && i < 3; i++) {
    sum = (imul(sum, 31) + hashOfValue(reader, own(value, names[i]), depth)) | 0;
  }
  return sum;
}

/** The name of an accessor is joined of pieces (`get size`), and to read one makes V8 allocate the whole. */
function hashOfFunction(fn: object): number {
  const name = own(fn, 'name');
  return imul(typeof name === 'string' ? name.length : 0, 31) + Number(own(fn, 'length'));
}

function hashOfValue(reader: ObjectReader, value: unknown, depth: number): number {
  if (typeof value === 'number') return (value | 0) ^ ((value * 1e6) | 0);
  if (typeof value === 'string') return hashOfText(value);
  if (typeof value !== 'object' || value === null || depth > 1 || isProxy(value)) return 5;
  return hashAt(reader, value, reader.classes.of(value), depth + 1) + 7;
}

/** Of a few characters: to read one of a long text may make V8 join its pieces. */
function hashOfText(text: string): number {
  const { length } = text;
  let sum = length;
  if (length > 256) return sum;
  for (let i = length > 12 ? length - 12 : 0; i < length; i++) sum = (sum * 31 + text.charCodeAt(i)) | 0;
  return sum;
}
