import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStyle } from '#src/view/text/style.js';
import { type Column, renderTable } from '#src/view/text/table.js';
import { renderTree } from '#src/view/text/tree.js';

interface Row {
  name: string;
  count: number;
}

const columns: Column<Row>[] = [
  { title: 'count', align: 'right', text: (row) => String(row.count) },
  { title: 'name', text: (row) => row.name, narrow: 'cut' },
];

test('numbers stand right, names left, no line ends in spaces', () => {
  const rows = [
    { name: 'User', count: 5 },
    { name: 'Map', count: 123456 },
  ];
  assert.equal(renderTable(rows, columns, createStyle()), ' count  name\n     5  User\n123456  Map');
});

test('the column that gives way is cut to the width', () => {
  const table = renderTable([{ name: 'x'.repeat(100), count: 1 }], columns, createStyle({ width: 40 }));
  const [, line] = table.split('\n');
  assert.equal(line.length, 40);
  assert.ok(line.endsWith('x…'), line);
});

test('a column that wraps goes on below at a space', () => {
  const wrapping: Column<Row>[] = [columns[0], { ...columns[1], narrow: 'wrap' }];
  const table = renderTable(
    [{ name: 'service.js: cache (Map) → User', count: 1 }],
    wrapping,
    createStyle({ width: 28 }),
  );
  assert.equal(table, 'count  name\n    1  service.js: cache\n         (Map) → User');
});

test('wide characters take two columns', () => {
  const twoNames: Column<Row>[] = [{ title: 'n', text: (row) => row.name }, columns[0]];
  const table = renderTable(
    [
      { name: '漢字', count: 1 },
      { name: 'abcd', count: 2 },
    ],
    twoNames,
    createStyle(),
  );
  assert.equal(table, 'n     count\n漢字      1\nabcd      2');
});

test('control characters of what stands in a heap are shown, not sent to the terminal', () => {
  const table = renderTable([{ name: 'a\x1b[31m\nb\u202e', count: 1 }], columns, createStyle());
  assert.equal(table.split('\n')[1], '    1  a\\x1b[31m\\nb\\u202e');
});

test('a tree has its lines, and counts what it leaves out', () => {
  const tree = {
    text: 'User @1',
    children: [
      { text: 'Map @2', children: [{ text: 'global', children: [] }] },
      { text: 'Array @3', children: [], more: 1203 },
    ],
    more: 2,
  };
  assert.equal(
    renderTree(tree, createStyle()),
    ['User @1', '├─ Map @2', '│  └─ global', '├─ Array @3', '│  └─ + 1,203 more', '└─ + 2 more'].join('\n'),
  );
});
