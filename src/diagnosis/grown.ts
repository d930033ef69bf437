import { judgeCourse } from './course.js';
import type { Grown, Look, Moment, SeenCollection, SeenType } from './look.js';

/** The collections of the last look whose number of entries changed over the looks, and how. */
export function grownCollections(looks: readonly Look[]): Grown<SeenCollection>[] {
  const last = looks.findLast(({ collections }) => collections !== null)?.collections;
  return [...(last ?? [])].flatMap(([id, what]) => {
    // One that was too small to be listed before counts from then on.
    const seen = looks.flatMap((look) => {
      const entries = look.collections?.get(id)?.entries;
      return entries === undefined ? [] : [{ number: entries, ...momentOf(look, look.collectionsAt) }];
    });
    return grown(what, seen);
  });
}

/** The classes of the last look whose number of objects changed over the looks, and how. */
export function grownTypes(looks: readonly Look[]): Grown<SeenType>[] {
  const last = looks.findLast(({ types }) => types !== null)?.types;
  return [...(last ?? [])].flatMap(([key, what]) => {
    const seen = looks.flatMap((look) => {
      const { types, typesAt } = look;
      return types === null ? [] : [{ number: types.get(key)?.count ?? 0, ...momentOf(look, typesAt) }];
    });
    return grown(what, seen);
  });
}

interface Seen {
  readonly number: number;
  readonly at: number;
  readonly activity: number | null;
}

function momentOf({ at }: Look, { at: counted, activity }: Moment = { at, activity: null }): Omit<Seen, 'number'> {
  return { at: Date.parse(counted), activity };
}

function grown<T>(what: T, seen: readonly Seen[]): Grown<T>[] {
  const activity = seen.flatMap((each) => each.activity ?? []);
  const course = {
    numbers: seen.map(({ number }) => number),
    at: seen.map(({ at }) => at),
    ...(activity.length === seen.length ? { activity } : {}),
  };
  const judgement = judgeCourse(course);
  return judgement.tendency === 'still' ? [] : [{ what, course, judgement }];
}
