import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCourse } from '#src/diagnosis/course.js';

const MINUTE = 60_000;

/** A course of looks a minute apart. */
function course(...numbers: number[]) {
  return { numbers, at: numbers.map((_, index) => index * MINUTE) };
}

for (const [numbers, tendency, why] of [
  [[10, 20, 30, 40, 50, 60], 'steady', 'it rises as fast at the end as at first'],
  [[10, 90, 100, 110, 120, 130], 'steady', 'a burst at first says nothing'],
  [[0, 40, 60, 70, 75, 77], 'slowing', 'a cache that fills'],
  [[0, 100, 200, 200, 200, 200], 'slowing', 'a cache that has filled'],
  [[0, 52, 90, 118, 139, 154], 'slowing', 'of 200 tenants that come at random, one after the other is new'],
  [[0, 52, 80, 118, 139, 154], 'slowing', 'the same, with one look at which more came than at that before'],
  [[110, 118, 142, 150, 154, 156], 'slowing', 'a set that is nearly known, with a slow first look'],
  [[100, 110, 119, 125, 132, 137], 'steady', 'so few that chance may have slowed them'],
  [[0, 400, 680, 1040, 1290, 1560], 'steady', 'traffic that has become less'],
  [[0, 30, 250, 280, 309, 337], 'steady', 'a burst in the midst'],
  [[10, 20, 15, 30, 40, 60], 'up', 'it fell between two looks'],
  [[10, 20, 20, 30, 40, 50], 'up', 'it stood still between two looks'],
  [[10, 20, 30], 'up', 'too few looks'],
  [[10, 30, 5, 30, 5, 10], 'still', 'it comes and goes'],
  [[10], 'still', 'one look'],
  [[], 'still', 'none'],
] as const) {
  test(`${why}: ${numbers.join(' ')} is ${tendency}`, () => {
    assert.equal(judgeCourse(course(...numbers)).tendency, tendency);
  });
}

test('rates are the middle one of those from look to look', () => {
  const { perMinute, rises, falls, of, delta } = judgeCourse(course(10, 110, 120, 130, 140, 150));
  assert.deepEqual({ perMinute, rises, falls, of, delta }, { perMinute: 10, rises: 5, falls: 0, of: 5, delta: 140 });
  assert.equal(judgeCourse({ numbers: [1, 2], at: [5, 5] }).perMinute, null);
});
