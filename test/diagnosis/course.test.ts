import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCourse, mayFill } from '#src/diagnosis/course.js';

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
  [[78, 110, 136, 159, 180, 198], 'slowing', 'of 500 pages, by Zipf’s law, ever fewer are new'],
  [[0, 150, 220, 400, 450, 560], 'steady', 'traffic that varies by a half'],
  [[100, 108, 117, 124, 132, 137], 'steady', 'so few that chance may have slowed them'],
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

test('what grows slower because the program has less to do does not slow down', () => {
  const numbers = [0, 200, 370, 520, 650, 760];
  const { tendency } = judgeCourse(course(...numbers));
  assert.equal(tendency, 'slowing');
  const tendencyBy = (...activity: number[]) => judgeCourse({ ...course(...numbers), activity }).tendency;
  assert.equal(tendencyBy(50, 1050, 1900, 2660, 3300, 3860), 'steady');
  assert.equal(tendencyBy(50, 1050, 2050, 3050, 4050, 5050), 'slowing');
  assert.equal(tendencyBy(50, 50, 50, 50, 50, 50), 'slowing', 'it tells nothing');
});

test('by what the program does, a cache seems to slow down whose traffic increases', () => {
  const numbers = [0, 30, 62, 92, 121, 152];
  assert.equal(mayFill(course(...numbers)), false);
  assert.equal(mayFill({ ...course(...numbers), activity: [0, 100, 210, 330, 470, 630] }), true);
});

test('what some of the work adds, by chance, may fill a set; what each request adds does not', () => {
  const activity = [1000, 3200, 5000, 6800, 8700, 11_000];
  const mayFillBy = (...numbers: number[]) => mayFill({ ...course(...numbers), activity });
  assert.equal(mayFillBy(111, 133, 154, 187, 207, 237), true);
  assert.equal(mayFillBy(111, 221, 313, 402, 497, 612), false);
  assert.equal(mayFillBy(1000, 3100, 4700, 6600, 8400, 10_700), false, 'so many that the work itself scatters');
});
