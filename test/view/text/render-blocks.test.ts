import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ColumnOf, field, numberField, numbers, table, text, warn } from '#src/view/blocks.js';
import { renderBlocks } from '#src/view/text/render-blocks.js';
import { createStyle } from '#src/view/text/style.js';

interface Row {
  name: string;
  count: number;
}

const count: ColumnOf<Row> = numbers('count', (row) => String(row.count));
const name: ColumnOf<Row> = { title: 'name', cell: (row) => row.name, narrow: 'cut' };

function render(rows: Row[], columns: ColumnOf<Row>[], width = 80): string {
  return renderBlocks([table(rows, columns)], createStyle({ width }));
}

test('numbers stand right, names left, no line ends in spaces', () => {
  const rows = [
    { name: 'User', count: 5 },
    { name: 'Map', count: 123456 },
  ];
  assert.equal(render(rows, [count, name]), ' count  name\n     5  User\n123456  Map');
});

test('the column that gives way is cut to the width, at its end or in its middle', () => {
  const rows = [{ name: `${'x'.repeat(60)}${'y'.repeat(60)}`, count: 1 }];
  const [, end] = render(rows, [count, name], 40).split('\n');
  assert.equal(end.length, 40);
  assert.ok(end.endsWith('x…'), end);
  const [, middle] = render(rows, [count, { ...name, narrow: 'cut-middle' }], 40).split('\n');
  assert.equal(middle.length, 40);
  assert.match(middle, /x…y+$/);
});

test('nothing is cut where the width is infinite', () => {
  const rows = [{ name: 'x'.repeat(500), count: 1 }];
  assert.equal(render(rows, [count, name], Number.POSITIVE_INFINITY).split('\n')[1].length, 507);
});

test('a column that wraps goes on below at a space', () => {
  const rows = [{ name: 'service.js: cache (Map) → User', count: 1 }];
  assert.equal(
    render(rows, [count, { ...name, narrow: 'wrap' }], 28),
    'count  name\n    1  service.js: cache\n         (Map) → User',
  );
});

test('where one column is not enough, other texts give way too, in their middle', () => {
  const where: ColumnOf<Row> = { title: 'where', cell: () => 'src/routes/users/create.js:120' };
  const rows = [{ name: `CheckoutSession${'x'.repeat(30)}Handler`, count: 1 }];
  const [, line] = render(rows, [count, { ...name, narrow: 'cut-middle' }, where], 40).split('\n');
  assert.equal(line, '    1  CheckoutSe…xxHandler  src/r…s:120');
});

test('a table that has no room at all takes several lines a row, none of them too long', () => {
  const sizes = ['shallow', 'retained', 'since the base'].map((title) => numbers<Row>(title, () => '1,234,567 B'));
  const rows = [
    { name: 'A'.repeat(50), count: 1 },
    { name: 'B', count: 2 },
  ];
  const shown = render(rows, [count, ...sizes, name], 40).split('\n');
  assert.deepEqual(shown, [
    'count      shallow     retained',
    '  since the base',
    '  name',
    '    1  1,234,567 B  1,234,567 B',
    '     1,234,567 B',
    `  ${'A'.repeat(37)}…`,
    '    2  1,234,567 B  1,234,567 B',
    '     1,234,567 B',
    '  B',
  ]);
});

test('a word that is longer than its column goes on below', () => {
  const rows = [{ name: 'x'.repeat(45), count: 1 }];
  const [, ...lines] = render(rows, [count, { ...name, narrow: 'wrap' }], 27).split('\n');
  assert.deepEqual(
    lines,
    [20, 20, 5].map((length, index) => (index ? '       ' : '    1  ') + 'x'.repeat(length)),
  );
});

test('a line of a tree that is too long goes on below, within its branch', () => {
  const root = {
    label: 'User',
    children: [
      { label: 'cache in Map of service.js', children: [] },
      { label: 'b', children: [] },
    ],
  };
  assert.equal(
    renderBlocks([{ kind: 'tree', root }], createStyle({ width: 20 })),
    ['User', '├─ cache in Map of', '│    service.js', '└─ b'].join('\n'),
  );
});

test('wide characters take two columns', () => {
  const rows = [
    { name: '漢字', count: 1 },
    { name: 'abcd', count: 2 },
  ];
  const narrow: ColumnOf<Row> = { title: 'n', cell: (row) => row.name };
  assert.equal(render(rows, [narrow, count]), 'n     count\n漢字      1\nabcd      2');
});

test('control characters of what stands in a heap are shown, not sent to the terminal', () => {
  const hostile = 'a\x1b[31m\nb\u202e';
  assert.equal(render([{ name: hostile, count: 1 }], [count, name]).split('\n')[1], '    1  a\\x1b[31m\\nb\\u202e');
  for (const overflow of ['words', 'cut', 'keep'] as const) {
    const shown = renderBlocks([text([hostile, warn(hostile)], overflow)], createStyle());
    assert.doesNotMatch(shown.replaceAll('\n', ''), /[\x00-\x1f\u202e]/, overflow);
  }
});

test('a tone is a colour only where colours are wanted, and does not change what is cut', () => {
  const painted: ColumnOf<Row> = { ...name, cell: (row) => warn(row.name) };
  const blocks = [table([{ name: 'x'.repeat(100), count: 1 }], [painted])];
  const coloured = renderBlocks(blocks, createStyle({ width: 20, colors: true }));
  assert.match(coloured, /\x1b\[33mx+…\x1b\[39m/);
  const plain = renderBlocks(blocks, createStyle({ width: 20 }));
  assert.equal(coloured.replace(/\x1b\[\d+m/g, ''), plain);
});

test('fields stand in one column, numbers to the right; what is longer moves the rest', () => {
  const lines = ['log', 'warning', 'startGroup'].map((level) => [field(level, 7), ' ', numberField('12', 4)]);
  assert.equal(
    renderBlocks(
      lines.map((line) => text(line, 'keep')),
      createStyle(),
    ),
    ['log       12', 'warning   12', 'startGroup   12'].join('\n'),
  );
});

test('a curve is drawn in as many columns as it may have', () => {
  assert.equal(renderBlocks([text(['now ', { curve: [0, 1, 2, 7], most: 3 }])], createStyle()), 'now ▁▂█');
});

test('a tree has its lines, and counts what it leaves out', () => {
  const root = {
    label: 'User @1',
    children: [
      { label: 'Map @2', children: [{ label: 'global', children: [] }] },
      { label: 'Array @3', children: [], more: 1203 },
    ],
    more: 2,
  };
  assert.equal(
    renderBlocks([{ kind: 'tree', root }], createStyle()),
    ['User @1', '├─ Map @2', '│  └─ global', '├─ Array @3', '│  └─ + 1,203 more', '└─ + 2 more'].join('\n'),
  );
});

test('a chart has its points between labelled axes, and fits into the width', () => {
  const points = [
    { x: 0, y: 10 },
    { x: 5, y: 20 },
    { x: 10, y: 80 },
  ];
  const chart = { kind: 'chart', points, xLabels: ['0 s', '5 min'], yLabels: ['10 B', '80 B'] } as const;
  assert.equal(
    renderBlocks([chart], createStyle({ width: 26 })),
    [
      '80 B ┤                   •',
      '     │',
      '     │',
      '     │',
      '     │',
      '     │',
      '     │          •',
      '10 B ┤•',
      '     └────────────────────',
      '      0 s            5 min',
    ].join('\n'),
  );
  const flat = renderBlocks([{ ...chart, points: [{ x: 1, y: 1 }] }], createStyle({ width: 5 }));
  assert.match(flat, /^10 B ┤•$/m);
});

test('of a long name in a line the middle is left out, where lines end; later lines are indented', () => {
  const name = `{${Array.from({ length: 20 }, (_, n) => `key${n}`).join(', ')}}`;
  const block = { ...text(['1. gained 5 ', warn({ name }), ' a minute at every look']), indent: 3 };
  const lines = renderBlocks([block], createStyle({ width: 40 })).split('\n');
  assert.deepEqual(lines, ['1. gained 5 {key0, key…8, key19} a', '   minute at every look']);
  assert.equal(
    renderBlocks([block], createStyle({ width: Number.POSITIVE_INFINITY })),
    `1. gained 5 ${name} a minute at every look`,
  );
});

test('a line that begins with spaces goes on below them', () => {
  assert.equal(renderBlocks([text('  one two')], createStyle({ width: 6 })), '  one\n  two');
});
