import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findShapes } from '#src/heap/interfaces.js';
import { type EdgeType, SnapshotBuilder } from '../helpers/snapshot-builder.js';

const edge = fc.tuple(
  fc.constantFrom<EdgeType>('property', 'property', 'internal', 'element', 'hidden', 'weak'),
  fc.constantFrom('a', 'b', 'c', '__proto__'),
  fc.nat(3),
);
// Few or many edges: some of their numbers differ by 64.
const object = fc.oneof(
  fc.array(edge, { maxLength: 3 }),
  fc.array(edge, { minLength: 64, maxLength: 67 }),
  fc.constantFrom(0, 64).map((more) => new Array(1 + more).fill(['property', 'a', 0] as const)),
);

test('objects have the same shape where their properties have the same names in the same order', () => {
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 30 }), (objects) => {
      const heap = new SnapshotBuilder();
      const nodes = objects.map(() => heap.object('Object'));
      objects.forEach((edges, index) => {
        for (const [type, name, number] of edges) {
          heap.edge(nodes[index], nodes[0], type === 'element' || type === 'hidden' ? number : name, type);
        }
      });
      const shapeOf = new Uint32Array(objects.length + 1);
      const { example, count } = findShapes(heap.graph(), (node) => node > 0, shapeOf);

      const keys = objects.map((edges) =>
        edges.flatMap(([type, name]) => (type === 'property' && name !== '__proto__' ? [name] : [])).join(),
      );
      const distinct = [...new Set(keys)];
      // In the order in which they are found.
      assert.deepEqual(
        nodes.map((node) => shapeOf[node]),
        keys.map((key) => distinct.indexOf(key)),
      );
      assert.deepEqual(
        example,
        distinct.map((key) => nodes[keys.indexOf(key)]),
      );
      assert.deepEqual(
        count,
        distinct.map((key) => keys.filter((other) => other === key).length),
      );
    }),
    { numRuns: 300 },
  );
});
