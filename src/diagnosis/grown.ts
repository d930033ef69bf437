import { judgeCourse } from './course.js';
import type { Grown, Look, SeenCollection, SeenType } from './look.js';

/** The collections of the last look whose number of entries changed over the looks, and how. */
export function grownCollections(looks: readonly Look[]): Grown<SeenCollection>[] {
  const last = looks.findLast(({ collections }) => collections !== null)?.collections;
  return [...(last ?? [])].flatMap(([id, what]) => {
    // One that was too small to be listed before counts from then on.
    const seen = looks.flatMap((look) => {
      const entries = look.collections?.get(id)?.entries;
      return entries === undefined ? [] : [{ number: entries, at: Date.parse(look.at) }];
    });
    return grown(what, seen);
  });
}

/** The classes of the last look whose number of objects changed over the looks, and how. */
export function grownTypes(looks: readonly Look[]): Grown<SeenType>[] {
  const last = looks.findLast(({ types }) => types !== null)?.types;
  return [...(last ?? [])].flatMap(([key, what]) => {
    const seen = looks.flatMap(({ types, at }) =>
      types === null ? [] : [{ number: types.get(key)?.count ?? 0, at: Date.parse(at) }],
    );
    return grown(what, seen);
  });
}

function grown<T>(what: T, seen: readonly { number: number; at: number }[]): Grown<T>[] {
  const course = { numbers: seen.map(({ number }) => number), at: seen.map(({ at }) => at) };
  const judgement = judgeCourse(course);
  return judgement.tendency === 'still' ? [] : [{ what, course, judgement }];
}
