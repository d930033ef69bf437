import type { Vitals } from '../analysis/vitals.js';
import type { Origin } from '../places/origin.js';
import type { Place } from '../places/place.js';
import type { Course, CourseJudgement } from './course.js';

/** What one look of a diagnosis saw: numbers and names, nothing of the target. */
export interface Look {
  /** When it began, ISO 8601. */
  readonly at: string;
  /** By id; null where they were not looked at. */
  readonly collections: ReadonlyMap<number, SeenCollection> | null;
  /** When these were counted, if that is known: a look at a busy process takes its time. */
  readonly collectionsAt?: Moment;
  /** By name and place; null where they were not counted. */
  readonly types: ReadonlyMap<string, SeenType> | null;
  readonly typesAt?: Moment;
  /** What else can leak; null where it was not read. */
  readonly vitals: Vitals | null;
  /** The size of the heap after a full collection; null where there was none. */
  readonly liveBytes: number | null;
}

/** When something was counted, by two clocks. */
export interface Moment {
  /** ISO 8601. */
  readonly at: string;
  /** How much the program had done until then, as the number of its asynchronous resources; null: not known. */
  readonly activity: number | null;
}

/** A collection, as `.collections` names it. */
export interface SeenCollection {
  readonly path: string;
  readonly module: string | null;
  readonly kind: string;
  readonly entries: number;
  /** The length of an Array that has fewer entries; null of all others. */
  readonly length: number | null;
  /** Of the numbers in the keys of its last entries; null where these have none. */
  readonly keyRange: { readonly least: number; readonly most: number } | null;
  readonly holds: readonly string[];
  /** Where the WeakMap is by whose entry the path leads, if it does. */
  readonly weakMap?: string | null;
}

/** A class, as `.types` names it. */
export interface SeenType {
  readonly name: string;
  /** Where its constructor stands; null where that is not known. */
  readonly place: Place | null;
  readonly origin: Origin;
  readonly count: number;
}

/** Something whose number went in some way. */
export interface Grown<T> {
  /** At the last look. */
  readonly what: T;
  readonly course: Course;
  readonly judgement: CourseJudgement;
}
