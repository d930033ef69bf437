import type { Place } from '../places/place.js';
import type { Heap } from './heap.js';

/** Where the constructor of a class stands; null where it is not known. Classes of one name differ in this. */
export function classPlace(heap: Heap, key: string, index: number): Place | null {
  const example = key.startsWith(',') ? -1 : heap.analysis.classOf.indexOf(index);
  return example === -1 ? null : heap.sources.placeOfNode(example);
}
