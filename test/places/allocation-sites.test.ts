import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AllocationSites } from '#src/places/allocation-sites.js';

const TEXT = `
class Order { constructor(id) { this.lines = [id]; } }
function serve(id, log = 'n' + id) {
  const order = new Order(id);
  const inner = () => ({ id });
  list.push(order);
  other(order, 1 + 2, /x/g);
  return 'order ' + id;
}
const top = new models.User();
`;

const sitesIn = (marker: string): string[] =>
  new AllocationSites(TEXT, false).in(TEXT.indexOf(marker)).map(({ offset, end }) => TEXT.slice(offset, end));

test('what may allocate in a function, without what functions inside of it allocate', () => {
  assert.deepEqual(sitesIn('(id, log'), [
    "'n' + id",
    'new Order(id)',
    '() => ({ id })',
    'list.push(order)',
    '/x/g',
    "'order ' + id",
  ]);
});

test('a constructor, an arrow function, and the top of a script', () => {
  assert.deepEqual(sitesIn('(id) { this'), ['[id]']);
  assert.deepEqual(sitesIn('() => ({'), ['{ id }']);
  assert.ok(sitesIn('const top').includes('new models.User()'));
});

test('the class that is constructed is told by its name', () => {
  const names = new AllocationSites(TEXT, false)
    .in(TEXT.indexOf('const top'))
    .map(({ constructed }) => constructed?.name);
  assert.ok(names.includes('User'));
});
