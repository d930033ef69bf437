import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyse } from '#src/heap/analyse.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

type Edge = readonly [from: number, to: number, kind: 'property' | 'weak' | 'shortcut'];

interface RandomHeap {
  readonly sizes: readonly number[];
  readonly classNames: readonly string[];
  readonly edges: readonly Edge[];
}

/**
 * Node 0 is the root; edges may be weak, lead to themselves, stand there twice, or leave nodes that nothing reaches.
 */
const randomHeap: fc.Arbitrary<RandomHeap> = fc.integer({ min: 1, max: 14 }).chain((nodeCount) => {
  const node = fc.integer({ min: 0, max: nodeCount - 1 });
  const kind = fc.constantFrom('property', 'property', 'property', 'property', 'weak', 'shortcut') as fc.Arbitrary<
    Edge[2]
  >;
  return fc.record({
    sizes: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: nodeCount, maxLength: nodeCount }),
    classNames: fc.array(fc.constantFrom('A', 'B', 'C', '(synthetic)'), { minLength: nodeCount, maxLength: nodeCount }),
    edges: fc.array(fc.tuple(node, node, kind), { maxLength: 3 * nodeCount }),
  });
});

test('dominators, retained sizes and classes of random graphs are those that removing nodes one by one finds', () => {
  fc.assert(
    fc.property(randomHeap, (heap) => {
      const analysis = analyse(build(heap));
      const expected = bruteForce(heap);
      assert.deepEqual([...analysis.dominator], expected.dominator);
      assert.deepEqual([...analysis.retainedSize], expected.retained);
      const classes = analysis.classes.filter(({ count }) => count > 0);
      assert.deepEqual(Object.fromEntries(classes.map((each) => [each.name, each.retainedSize])), expected.byClass);
    }),
    { numRuns: 5000 },
  );
});

test('a chain of a hundred thousand nodes, each of which refers back to all others of a few, is no strain', () => {
  const heap = new SnapshotBuilder();
  const count = 100_000;
  for (let node = 1; node <= count; node++) heap.node('Entry', { type: 'object', selfSize: 1 });
  heap.edge(0, 1, 'first', 'shortcut');
  for (let node = 1; node < count; node++) heap.edge(node, node + 1, 'next').edge(node, 1 + (node % 7), 'back');
  const { dominator, retainedSize, distance } = analyse(heap.graph());
  assert.equal(dominator[count], count - 1);
  assert.equal(retainedSize[1], count);
  assert.equal(distance[count], count);
});

function build({ sizes, classNames, edges }: RandomHeap) {
  const heap = new SnapshotBuilder();
  for (let node = 1; node < sizes.length; node++) {
    const name = classNames[node];
    heap.node(name, { type: name === '(synthetic)' ? 'synthetic' : 'object', selfSize: sizes[node] });
  }
  for (const [from, to, kind] of edges) heap.edge(from, to, 'edge', kind);
  return heap.graph();
}

function bruteForce({ sizes, classNames, edges }: RandomHeap) {
  const nodes = [...sizes.keys()];
  const size = (node: number): number => (node === 0 ? 0 : sizes[node]);
  const targets = (from: number, follows: (edge: Edge) => boolean): number[] =>
    edges.filter((edge) => edge[0] === from && follows(edge)).map((edge) => edge[1]);
  const globals = targets(0, ([, , kind]) => kind === 'shortcut');
  const owned = reach(globals, (from) => targets(from, ([, , kind]) => kind !== 'weak'));
  const retaining = edges.filter(
    ([from, to, kind]) =>
      kind !== 'weak' && from !== to && (from === 0 || (kind !== 'shortcut' && (owned.has(from) || !owned.has(to)))),
  );
  const orphans = nodes.filter((node) => !retaining.some(([, to]) => to === node));
  const next = (from: number): number[] => [
    ...retaining.filter((edge) => edge[0] === from).map((edge) => edge[1]),
    ...(from === 0 ? orphans : []),
  ];
  const reached = reach([0], next);
  // What is dominated by `node`: no longer reached without it.
  const dominated = nodes.map((node) => {
    if (node === 0) return new Set(nodes);
    if (!reached.has(node)) return new Set([node]);
    const without = reach([0], (from) => next(from).filter((to) => to !== node));
    return new Set([...reached].filter((each) => !without.has(each)));
  });
  // The immediate dominator is the dominator that dominates least.
  const dominator = nodes.map((node) => {
    const above = nodes.filter((each) => each !== node && dominated[each].has(node));
    return above.reduce((best, each) => (dominated[each].size < dominated[best].size ? each : best), 0);
  });
  const retained = nodes.map((node) => [...dominated[node]].reduce((sum, each) => sum + size(each), 0));
  const byClass: Record<string, number> = {};
  for (const node of nodes) {
    if (size(node) === 0) continue;
    const covered = nodes.some(
      (each) =>
        each !== node &&
        each !== 0 &&
        size(each) > 0 &&
        classNames[each] === classNames[node] &&
        dominated[each].has(node),
    );
    byClass[classNames[node]] = (byClass[classNames[node]] ?? 0) + (covered ? 0 : retained[node]);
  }
  return { dominator, retained, byClass };
}

function reach(starts: readonly number[], next: (from: number) => readonly number[]): Set<number> {
  const reached = new Set(starts);
  for (const node of reached) for (const to of next(node)) reached.add(to);
  return reached;
}
