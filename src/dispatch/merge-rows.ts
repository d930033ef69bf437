import type { OfProcess } from './command.js';

/** A row as one process has it. */
export interface OwnRow<T> {
  readonly pid: number;
  readonly row: T;
}

/**
 * Puts the rows of several processes that have the same key together; `combine` makes one of them. What comes first in
 * one of the processes comes first.
 */
export function mergeRows<R, T, M>(
  results: readonly OfProcess<R>[],
  rowsOf: (result: R) => readonly T[],
  keyOf: (row: T) => string,
  combine: (rows: readonly OwnRow<T>[]) => M,
): M[] {
  const byKey = new Map<string, OwnRow<T>[]>();
  const most = Math.max(...results.map(({ result }) => rowsOf(result).length));
  for (let rank = 0; rank < most; rank++) {
    for (const { pid, result } of results) {
      const row = rowsOf(result).at(rank);
      if (row === undefined) continue;
      const rows = byKey.get(keyOf(row));
      if (rows) rows.push({ pid, row });
      else byKey.set(keyOf(row), [{ pid, row }]);
    }
  }
  return [...byKey.values()].map((rows) => combine(rows.sort((a, b) => a.pid - b.pid)));
}

/** The sum of numbers; null where there is none but null. */
export function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

/** The sum of curves, from the latest looks that all of them have. */
export function sumCourses(courses: readonly (readonly number[])[]): number[] {
  const length = Math.min(...courses.map((course) => course.length));
  return Array.from({ length }, (_, index) =>
    courses.reduce((total, course) => total + course[course.length - length + index], 0),
  );
}
