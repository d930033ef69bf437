import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Layout, layOut } from '#src/view/svg/layout.js';

const NODE = { along: 40, across: 20 };
const LABEL = { along: 10, across: 10 };

function layOutEdges(count: number, edges: readonly (readonly [number, number])[]): Layout {
  return layOut(
    Array.from({ length: count }, () => NODE),
    edges.map(([from, to]) => ({ from, to, label: LABEL })),
  );
}

const anyGraph = fc
  .integer({ min: 1, max: 12 })
  .chain((count) =>
    fc.tuple(
      fc.constant(count),
      fc.array(fc.tuple(fc.nat({ max: count - 1 }), fc.nat({ max: count - 1 })), { maxLength: 25 }),
    ),
  );

test('of any graph, circles included, no two nodes overlap, and all is within the picture', () => {
  fc.assert(
    fc.property(anyGraph, ([count, edges]) => {
      const { nodes, along, across, edges: drawn } = layOutEdges(count, edges);
      for (const [index, a] of nodes.entries()) {
        assert.ok(a.along >= NODE.along / 2 - 0.01 && a.along <= along - NODE.along / 2 + 0.01);
        assert.ok(a.across >= NODE.across / 2 && a.across <= across - NODE.across / 2);
        for (const b of nodes.slice(index + 1)) {
          const isApart =
            Math.abs(a.along - b.along) >= NODE.along - 0.01 || Math.abs(a.across - b.across) >= NODE.across;
          assert.ok(isApart, JSON.stringify([a, b]));
        }
      }
      for (const [index, { points }] of drawn.entries()) {
        const [from, to] = edges[index];
        if (from === to) assert.deepEqual(points, []);
        else {
          const [begin, end] = [points[0], points.at(-1)!];
          assert.equal(Math.abs(begin.across - nodes[from].across), NODE.across / 2);
          assert.equal(Math.abs(end.across - nodes[to].across), NODE.across / 2);
        }
      }
    }),
  );
});

test('edges lead on, from layer to layer; a path is straight, and edges that need not cross do not', () => {
  const path = layOutEdges(4, [
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  assert.equal(new Set(path.nodes.map(({ along }) => Math.round(along))).size, 1);
  assert.ok(path.nodes.every(({ across }, index) => index === 0 || across > path.nodes[index - 1].across));
  const { nodes } = layOutEdges(6, [
    [0, 5],
    [1, 4],
    [2, 3],
  ]);
  const order = (some: readonly number[]) => [...some].sort((a, b) => nodes[a].along - nodes[b].along);
  assert.deepEqual(
    order([0, 1, 2]).map((from) => 5 - from),
    order([3, 4, 5]),
  );
});
