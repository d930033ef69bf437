import '../helpers/own-program.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newNode, type PathNode, stepsTo } from '#src/injected/walk/path.js';

const scope = { scriptId: '1', name: '', isModule: true, ask: 0, entry: 0, line: 0, column: 0 };
const variable = (from: PathNode | null, key: string) =>
  newNode(null, from, key, 'variable', { ...scope, isModule: from === null });
const property = (from: PathNode, key: string) => newNode(null, from, key, 'property', null);
const textOf = (node: PathNode) => stepsTo(node).map(({ how, key }) => (how === 'gap' ? '…' : key));

test('of functions that each keep the last one’s call, the beginning and the last few are told', () => {
  let previous = variable(null, 'forecast');
  for (let n = 0; n < 100; n++) previous = variable(property(previous, 'describe'), 'previous');
  assert.deepEqual(textOf(property(previous, 'day')), [
    ...['forecast', 'describe', 'previous', '…'],
    ...['previous', 'describe', 'previous', 'day'],
  ]);
});

test('a list keeps its beginning, and what only looks like one is told whole', () => {
  let link = variable(null, 'list');
  for (let n = 0; n < 100; n++) link = property(link, 'next');
  assert.deepEqual(textOf(link), ['list', 'next', 'next', 'next', 'next']);
  const names = ['a', 'b', 'a', 'c', 'a', 'b', 'a', 'c'];
  assert.deepEqual(textOf(names.reduce(property, variable(null, 'tree'))), ['tree', ...names]);
});
