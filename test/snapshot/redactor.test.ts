import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasStringName } from '#src/heap/graph.js';
import { SnapshotParser } from '#src/heap/parse.js';
import { Redactor } from '#src/snapshot/redactor.js';
import { type FileFormat, parse, SnapshotBuilder } from '../helpers/snapshot-builder.js';

/** What becomes of a file that comes in chunks of so many bytes. */
function redacted(bytes: Uint8Array, chunkBytes = bytes.length): Buffer {
  const parser = new SnapshotParser();
  const redactor = new Redactor(parser);
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.slice(at, at + chunkBytes);
    parser.write(chunk);
    out.push(redactor.redact(chunk));
  }
  return Buffer.concat(out);
}

/**
 * An object with the properties `password` and `7`, which hold strings of these very texts, and more that is no name.
 */
function secrets(): SnapshotBuilder {
  const heap = new SnapshotBuilder();
  const user = heap.object('User', { location: [1, 2, 3] });
  const [password, slot, pattern, umlaut] = [
    heap.node('password', { type: 'string', selfSize: 24 }),
    heap.node('7', { type: 'string' }),
    heap.node('secret-[a-z]+', { type: 'regexp' }),
    heap.node('geh\\"eim\n\u00e4\u{1f600}', { type: 'string' }),
  ];
  heap.edge(0, user, 'app', 'shortcut').edge(user, user, 3).edge(user, password, 'password').edge(user, slot, '7');
  heap
    .edge(user, pattern, 'pattern')
    .edge(user, umlaut, 'umlaut')
    .edge(user, heap.node('password', { type: 'closure' }), 'f');
  return heap;
}

const formats: FileFormat[] = [
  { nodeFields: 7, newlines: true },
  { nodeFields: 6, newlines: false },
];

for (const format of formats) {
  const title = `${format.nodeFields} fields a node`;

  test(`a value is hidden though its text is a name, which stays: ${title}`, () => {
    const { nodeName, nodeTypes, nodeType, strings, edgeName, edgeType, edgeTypes } = parse(
      redacted(secrets().bytes(format)),
    );
    const nodes = Array.from(nodeName, (name, node) => `${nodeTypes[nodeType[node]]} ${strings.get(name)}`);
    assert.deepEqual(nodes, [
      'synthetic ',
      'object User',
      'string xxxxxxxx',
      'string x',
      `regexp ${'x'.repeat(13)}`,
      `string ${'x'.repeat(12)}`,
      'closure password',
    ]);
    const isNamed = hasStringName(edgeTypes);
    const names = Array.from(edgeName, (name, edge) => (isNamed[edgeType[edge]] ? strings.get(name) : name));
    assert.deepEqual(names, ['app', 3, 'password', '7', 'pattern', 'umlaut', 'f']);
  });

  test(`nothing but names and strings is changed, and no text stays that names nothing: ${title}`, () => {
    const bytes = secrets().bytes(format);
    const [before, after] = [parse(bytes), parse(redacted(bytes))];
    for (const part of ['nodeType', 'nodeId', 'selfSize', 'firstEdge', 'edgeType', 'edgeTo', 'locations'] as const) {
      assert.deepEqual(after[part], before[part], part);
    }
    assert.equal(after.strings.count, 2 * before.strings.count);
    const names = Array.from({ length: before.strings.count }, (_, index) => after.strings.get(2 * index));
    assert.deepEqual(
      names.filter((name) => name !== ''),
      ['User', 'password', '7', 'app', 'pattern', 'umlaut', 'f'],
    );
  });

  test(`the file says that its texts are hidden: ${title}`, () => {
    const bytes = secrets().bytes(format);
    assert.deepEqual([parse(bytes).isRedacted, parse(redacted(bytes)).isRedacted], [false, true]);
  });

  test(`it does not matter where chunks end: ${title}`, () => {
    const bytes = secrets().bytes(format);
    const whole = redacted(bytes).toString();
    for (let size = 1; size < 60; size++) assert.equal(redacted(bytes, size).toString(), whole, `${size} bytes`);
  });
}

test('the names of traced functions are renumbered, as those of nodes', () => {
  const heap = new SnapshotBuilder();
  const [name, script] = ['work', 'work.js'].map((each) => heap.string(each));
  heap.edge(0, heap.node('work.js', { type: 'string' }), 'x');
  const bytes = heap.bytes({
    sections: { trace_function_infos: [1, name, script, 12, 3, 4, 2, name, script, 12, 5, 6] },
  });
  const { trace_function_infos: infos, strings, nodes } = JSON.parse(redacted(bytes).toString());
  assert.deepEqual(infos, [1, 2 * name, 2 * script, 12, 3, 4, 2, 2 * name, 2 * script, 12, 5, 6]);
  assert.deepEqual([strings[2 * name], strings[2 * script], strings[nodes[8]]], ['work', 'work.js', 'xxxxxxx']);
});

test('names of entries of WeakMaps do not tell the contents that are their keys and values', () => {
  const hidden = new Map([
    [
      '1 / part of key (sec-key @3) -> value (Object @7) pair in WeakMap (table @9)',
      '1 / part of key (xxxxxxx @3) -> value (Object @7) pair in WeakMap (table @9)',
    ],
    [
      '2 / part of key (User @5) -> value (sec\\" @1) -> value (x @4) pair in WeakMap (table @9)',
      `2 / part of key (User @5) -> value (${'x'.repeat(21)} @4) pair in WeakMap (table @9)`,
    ],
    ['3 / part of key (User @5) -> value (sec-that-V8-ends', `3 / part of key (User @5) -> value (${'x'.repeat(16)}`],
    ['4 / part of key (User @5) -> value (Object @7) pair in WeakMap (table @9)', null],
  ]);
  const heap = new SnapshotBuilder();
  const [key, user, value] = [
    heap.node('sec-key', { type: 'regexp' }),
    heap.object('User'),
    heap.node('sec-value', { type: 'string' }),
  ];
  const object = heap.object('Object');
  const ends = [
    [key, object],
    [user, value],
    [user, value],
    [user, object],
  ] as const;
  for (const [at, name] of [...hidden.keys()].entries()) heap.edge(...ends[at], name, 'internal');
  const { edgeName, strings } = parse(redacted(heap.bytes()));
  assert.deepEqual(
    Array.from(edgeName, (name) => strings.get(name)),
    [...hidden].map(([name, is]) => is ?? name),
  );
});
