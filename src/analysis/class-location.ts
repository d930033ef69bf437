import type { Heap } from './heap.js';
import { locationText } from './sources.js';
import type { TypeCount } from './type-counts.js';

/** `service.js:6`: where the constructor of a class stands; null where it is not known. Classes of one name differ in this. */
export function classLocation(heap: Heap, key: string, index: number): string | null {
  const example = key.startsWith(',') ? -1 : heap.analysis.classOf.indexOf(index);
  const source = example === -1 ? null : heap.sources.ofNode(example);
  return source && locationText(source);
}

/** Tells whether a counted type is meant by a name: its own, or as lists tell types of one name apart, `name place`. */
export function isOfName({ name, source }: Pick<TypeCount, 'name' | 'source'>, wanted: string): boolean {
  return name === wanted || (source !== null && wanted === `${name} ${locationText(source)}`);
}
