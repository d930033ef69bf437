import type { Heap } from './heap.js';
import { locationText } from './sources.js';

/**
 * `service.js:6`: where the constructor of a class stands; null where it is not known. Classes of one name differ in
 * this.
 */
export function classLocation(heap: Heap, key: string, index: number): string | null {
  const example = key.startsWith(',') ? -1 : heap.analysis.classOf.indexOf(index);
  const source = example === -1 ? null : heap.sources.ofNode(example);
  return source && locationText(source);
}
