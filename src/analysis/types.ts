import type { Located } from '../places/place.js';
import { describePlace } from '../places/shorten.js';
import { classPlace } from './class-place.js';
import type { Heap } from './heap.js';

/** A class with its count and sizes, as DevTools shows it. */
export interface TypeRow extends Located {
  readonly name: string;
  /** `service.js:6`: where the constructor stands; null where it is not known. Classes of one name differ in this. */
  readonly location: string | null;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
}

/** What fills a heap. */
export interface Types {
  /** All objects of all classes, whether shown or not. */
  readonly total: number;
  readonly totalBytes: number;
  readonly types: readonly TypeRow[];
  /** Classes that match but are not shown. */
  readonly more: number;
  /** Bytes that are there because of a console alone, and are not counted. */
  readonly consoleBytes: number;
}

/** By what classes are sorted: number of objects, shallow or retained size. */
export type TypeSort = 'count' | 'shallow' | 'retained';

/** Lists the classes of a heap, the `most` greatest by `sort`, of those whose name matches `filter`. */
export function types(
  heap: Heap,
  { most, sort, filter }: { most: number; sort: TypeSort; filter: RegExp | null },
): Types {
  const { classes } = heap.program;
  const by = { count: 'count', shallow: 'shallowSize', retained: 'retainedSize' } as const;
  const counted = classes.map((each, index) => ({ ...each, index })).filter(({ count }) => count > 0);
  const matching = counted.filter(({ name }) => filter === null || filter.test(name));
  const shown = matching.sort((a, b) => b[by[sort]] - a[by[sort]] || b.retainedSize - a.retainedSize).slice(0, most);
  return {
    total: counted.reduce((sum, { count }) => sum + count, 0),
    totalBytes: heap.totalBytes,
    types: shown.map(({ index, key, name, count, shallowSize, retainedSize }) => ({
      name,
      ...describePlace(classPlace(heap, key, index)),
      count,
      shallowBytes: shallowSize,
      retainedBytes: retainedSize,
    })),
    more: matching.length - shown.length,
    consoleBytes: heap.program.consoleBytes,
  };
}
