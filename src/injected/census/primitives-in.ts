import { type Container, firstOf, UNTOLD } from '../objects/content-classifier.js';
import { mapSize, own, setSize, types } from '../objects/intrinsics.js';
import type { DictionaryKeys } from '../objects/shape-tree.js';

/** The built-in classes whose objects have entries. */
export type Collection = Exclude<Container, 'Function'>;

const { isArray } = Array;

/**
 * Of the texts, numbers or other primitives that a collection of `count` entries holds, the type and the number; null
 * where its first entry is an object. No object stands for them: that they become more, only the size of the collection
 * tells. `dictionary` is what is known of the keys of a plain object that has many.
 */
export function primitivesIn(
  object: object,
  container: Collection,
  count: number,
  dictionary: Readonly<DictionaryKeys> | undefined,
): { readonly type: string; readonly count: number } | null {
  const first = container === 'Object' ? own(object, dictionary!.first) : firstOf(object, container);
  const type = typeof first;
  if (first == null || first === UNTOLD || type === 'object' || type === 'function') return null;
  // A list may begin with texts, and go on with objects; the end of a sparse array, or of a ring buffer, is empty.
  return container === 'Array' && typeof own(object, count - 1) !== type ? null : { type, count };
}

/** The number of entries; of a plain object, if it has many keys. */
export function entryCount(
  object: object,
  container: Collection,
  dictionary: Readonly<DictionaryKeys> | undefined,
): number {
  switch (container) {
    case 'Object':
      return dictionary?.count ?? 0;
    case 'Array':
      return isArray(object) ? object.length : 0;
    case 'Map':
      return types.isMap(object) ? mapSize(object) : 0;
    case 'Set':
      return types.isSet(object) ? setSize(object) : 0;
  }
}
