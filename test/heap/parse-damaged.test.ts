import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyse } from '#src/heap/analyse.js';
import type { HeapGraph } from '#src/heap/graph.js';
import { SnapshotParser } from '#src/heap/parse.js';
import { StringArray } from '#src/heap/string-array.js';
import { SnapshotSyntaxError } from '#src/heap/syntax-error.js';
import { parse, SnapshotBuilder } from '../helpers/snapshot-builder.js';

const formats = [
  { nodeFields: 7, newlines: true },
  { nodeFields: 6, newlines: false },
] as const;

/** Small, with everything in it that a file can hold. */
function sample(): SnapshotBuilder {
  const heap = new SnapshotBuilder();
  const global = heap.object('global', { selfSize: 40, location: [3, 14, 15] });
  const text = heap.node('"grün"\\\n', { type: 'string', selfSize: 2 ** 33, id: 3_000_000_001 });
  const element = heap.node('<div id="a">', { type: 'native', selfSize: 7, detachedness: 2 });
  heap
    .edge(0, global, 'g', 'shortcut')
    .edge(global, text, 'text')
    .edge(global, element, 0)
    .edge(element, text, '', 'weak');
  for (let i = 0; i < 12; i++) heap.edge(global, heap.object('Object', { location: [3, 1, i] }), `p${i}`);
  return heap;
}

function plain({ strings, ...graph }: HeapGraph): unknown {
  return { ...graph, strings: Array.from({ length: strings.count }, (_, index) => strings.get(index)) };
}

function parseChunks(chunks: readonly Uint8Array[]): unknown {
  const parser = new SnapshotParser();
  for (const chunk of chunks) {
    // As a caller that reads into the same buffer again and again.
    const reused = Buffer.from(chunk);
    parser.write(reused);
    reused.fill(0x39);
  }
  return plain(parser.end());
}

function problemOf(bytes: Uint8Array): SnapshotSyntaxError {
  try {
    parse(bytes);
  } catch (error) {
    assert.ok(error instanceof SnapshotSyntaxError, String(error));
    assert.ok(error.offset >= 0 && error.offset <= bytes.length, `${error.offset} of ${bytes.length}`);
    return error;
  }
  assert.fail('no error');
}

/** The sample with a part of its text replaced. */
function changed(from: string | RegExp, to: string): Uint8Array {
  const text = Buffer.from(sample().bytes()).toString();
  assert.notEqual(text.replace(from, to), text);
  return Buffer.from(text.replace(from, to));
}

for (const format of formats) {
  const name = `${format.nodeFields} fields a node`;
  const bytes = sample().bytes(format);
  const whole = plain(parse(bytes));

  test(`chunks may end at any byte (${name})`, () => {
    for (let at = 0; at <= bytes.length; at++) {
      assert.deepEqual(parseChunks([bytes.subarray(0, at), bytes.subarray(at)]), whole, `split at ${at}`);
    }
    assert.deepEqual(parseChunks([...bytes].map((byte) => Uint8Array.of(byte))), whole);
  });

  test(`a file that ends anywhere too early is an error (${name})`, () => {
    for (let length = 0; length < bytes.length; length++) {
      const { offset } = problemOf(bytes.subarray(0, length));
      assert.ok(offset <= length);
    }
  });

  test(`whitespace may stand between any two tokens (${name})`, () => {
    const spaced = Buffer.from(bytes)
      .toString()
      .replace(/"(?:\\.|[^"\\])*"|\d+|[[\]{},:]/g, (token) => `\r\n\t ${token} `);
    assert.deepEqual(plain(parse(Buffer.from(spaced))), whole);
  });
}

test('any one byte may be changed: an error or a graph, and nothing else', () => {
  const bytes = sample().bytes();
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, byte, split) => {
      const damaged = new Uint8Array(bytes);
      damaged[at] = byte;
      const parser = new SnapshotParser();
      try {
        parser.write(damaged.subarray(0, split));
        parser.write(damaged.subarray(split));
        analyse(parser.end());
      } catch (error) {
        assert.ok(error instanceof SnapshotSyntaxError, (error as Error).stack);
      }
    }),
    { numRuns: 3000 },
  );
});

test('random bytes, and random JSON, are no snapshot', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => problemOf(bytes).offset <= bytes.length));
  fc.assert(fc.property(fc.json(), (json) => problemOf(Buffer.from(json)).offset <= Buffer.byteLength(json)));
});

test('random graphs are read as they were written', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 12 });
  const heaps = fc.record({
    names: fc.array(name, { minLength: 1, maxLength: 30 }),
    edges: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.oneof(name, fc.nat(4_000_000_000))), { maxLength: 60 }),
  });
  fc.assert(
    fc.property(heaps, fc.constantFrom(...formats), fc.array(fc.nat(400)), ({ names, edges }, format, cuts) => {
      const heap = new SnapshotBuilder();
      for (const text of names) heap.node(text, { selfSize: text.length });
      const written = edges.map(([from, to, label]) => [from % names.length, to % names.length, label] as const);
      for (const [from, to, label] of written) heap.edge(from, to, label);
      const parser = new SnapshotParser();
      let rest = heap.bytes(format);
      for (const cut of cuts) {
        parser.write(rest.subarray(0, cut));
        rest = rest.subarray(cut);
      }
      parser.write(rest);
      const graph = parser.end();
      const read = names.map((_, node) => graph.strings.get(graph.nodeName[node + 1]));
      assert.deepEqual(read, names);
      const out: unknown[] = [];
      for (let node = 0; node < graph.nodeCount; node++) {
        for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
          const isElement = graph.edgeTypes[graph.edgeType[edge]] === 'element';
          out.push([
            node,
            graph.edgeTo[edge],
            isElement ? graph.edgeName[edge] : graph.strings.get(graph.edgeName[edge]),
          ]);
        }
      }
      assert.deepEqual(
        out,
        written.toSorted((a, b) => a[0] - b[0]),
      );
    }),
    { numRuns: 300 },
  );
});

test('a control character in a string is an error, wherever a chunk ends', () => {
  for (let length = 0; length < 8; length++) {
    const text = `["first","${'x'.repeat(length)}\u0001y"]`;
    for (let cut = 1; cut < text.length; cut++) {
      const strings = new StringArray();
      const read = () => {
        strings.read(Buffer.from(text.slice(0, cut)), 0, 0);
        strings.read(Buffer.from(text.slice(cut)), 0, cut);
      };
      assert.throws(read, /a string holds a control character/);
    }
  }
});

test('what is wrong with a file is said', () => {
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /^the file is empty/],
    [Buffer.from('hello'), /^not a heap snapshot.* \(at byte 0\)$/],
    [Buffer.from('{}'), /no section "snapshot"/],
    [Buffer.from('{"nodes":[]}'), /"nodes" stands before "snapshot"/],
    [changed(/"node_count":\d+/, '"node_count":14'), /"nodes": more than the 14/],
    [changed(/"node_count":\d+/, '"node_count":99'), /"nodes": 16 instead of the 99/],
    [changed(/"node_count":\d+/, '"node_count":1e15'), /no memory for the 1000000000000000 nodes/],
    [changed(/"node_count":\d+/, '"node_count":-1'), /no valid "node_count"/],
    [changed(/"edge_count":\d+/, '"edge_count":3'), /"nodes": they have more than the 3 edges/],
    [changed(/"edge_count":\d+/, '"edge_count":99'), /"nodes": they have 16 edges instead of the 99/],
    [changed('"self_size"', '"size"'), /no node_fields "self_size"/],
    [changed('"strings":["",', '"strings":["'), /a string holds a control character/],
    [changed(/"strings":\[.*/s, '"strings":[]}'), /there are 0 strings, and string \d+ is used/],
    [changed('"strings":[', '"texts":['), /no section "strings"/],
    [changed('"edges":[', '"edges":[-'), /"edges": not an array of non-negative integers/],
    [changed('"edges":[5', '"edges":[1.5'), /"edges": not an array of non-negative integers/],
    [changed(/("edges":\[\d+,\d+,)\d+/, '$15'), /an edge leads to 5, where no node is/],
    [changed(/("edges":\[\d+,\d+,)\d+/, '$1700000'), /an edge leads to 700000, where no node is/],
    [changed('"samples":[]', '"nodes":[]'), /section "nodes" stands there twice/],
    [Buffer.concat([sample().bytes(), Buffer.from('x')]), /something follows the end/],
  ];
  for (const [bytes, expected] of cases) assert.match(problemOf(bytes).message, expected);
});

test('types that the file does not name, and sections that nobody knows, are no errors', () => {
  const heap = sample();
  const bytes = heap.bytes({
    sections: { scopes: [1, [2, { a: '"strings":[' }]], more: 'x', none: null, number: 1.5e3 },
  });
  assert.equal(parse(bytes).nodeCount, 16);
  const graph = parse(changed('"edges":[5', '"edges":[77'));
  assert.equal(graph.edgeTypes[graph.edgeType[0]], 'unknown');
  assert.equal(analyse(graph).classes.length > 0, true);
});

test('fields are found by name, wherever they stand', () => {
  const graph = parse(sample().bytes());
  const text = Buffer.from(sample().bytes()).toString();
  const swapped = text
    .replace('"type","name_or_index","to_node"', '"to_node","type","name_or_index"')
    .replace(/"edge_types":\[(\[[^\]]*\]),"string_or_number","node"\]/, '"edge_types":["node",$1,"string_or_number"]')
    .replace(/("edges":\[)([^\]]*)/, (_, start, rows) => start + rows.replace(/(\d+),(\d+),(\d+)/g, '$3,$1,$2'));
  assert.notEqual(swapped, text);
  assert.deepEqual(plain(parse(Buffer.from(swapped))), plain(graph));
});
