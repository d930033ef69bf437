import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyse } from '#src/heap/analyse.js';
import { systemDistance, unreachable } from '#src/heap/distances.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

type Edge = readonly [from: number, to: number, kind: 'property' | 'weak' | 'shortcut'];

const randomHeap = fc.integer({ min: 1, max: 300 }).chain((nodeCount) => {
  const node = fc.integer({ min: 0, max: nodeCount - 1 });
  const kind = fc.constantFrom<Edge[2]>('property', 'property', 'property', 'weak', 'shortcut');
  return fc.record({
    isSynthetic: fc.array(fc.boolean(), { minLength: nodeCount, maxLength: nodeCount }),
    edges: fc.array(fc.tuple(node, node, kind), { maxLength: 2 * nodeCount }),
  });
});

test('distances of random graphs are those of the nearest global object, or else of the root', () => {
  fc.assert(
    fc.property(randomHeap, ({ isSynthetic, edges }) => {
      const heap = new SnapshotBuilder();
      for (const each of isSynthetic.slice(1))
        heap.node(each ? '(group)' : 'A', { type: each ? 'synthetic' : 'object' });
      for (const [from, to, kind] of edges) heap.edge(from, to, 'edge', kind);
      const { distance } = analyse(heap.graph());
      assert.deepEqual([...distance], expectedDistances(isSynthetic, edges));
    }),
    { numRuns: 200 },
  );
});

function expectedDistances(isSynthetic: readonly boolean[], edges: readonly Edge[]): number[] {
  const expected = isSynthetic.map(() => unreachable);
  const search = (starts: readonly number[], distance: number): void => {
    let level = new Set(starts);
    for (let at = distance; level.size > 0; at++) {
      for (const node of level) expected[node] = at;
      const next = edges.filter(
        ([from, to, kind]) => level.has(from) && expected[to] === unreachable && kind !== 'weak',
      );
      level = new Set(next.map(([, to]) => to));
    }
  };
  const globals = edges.filter(([from, to]) => from === 0 && to !== 0 && !isSynthetic[to]).map(([, to]) => to);
  search(globals, 1);
  search([0], globals.length > 0 ? systemDistance : 0);
  return expected;
}
