import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OuterInstances } from '#src/analysis/outer-instances.js';

/** The same by climbing, without remembering anything. */
function climb(dominator: Uint32Array, kinds: Int8Array, node: number): number {
  for (let at = node; at !== 0; ) {
    at = dominator[at];
    if (kinds[at] === kinds[node]) return at;
  }
  return -1;
}

/** Numbers from 0 up to a bound, the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('the nearest of the same kind above a node is found in trees of any form, in whatever order it is asked', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const next = numbers(seed);
    const count = 2 + next(60);
    // In some trees, nodes hang on near ones: these are deep.
    const reach = 1 + next(count);
    const dominator = new Uint32Array(count);
    for (let node = 1; node < count; node++) dominator[node] = Math.max(0, node - 1 - next(Math.min(reach, node)));
    const kinds = Int8Array.from(dominator, () => next(4) - 1);
    const outer = new OuterInstances(dominator, (node) => kinds[node]);
    for (let asked = 0; asked < 3 * count; asked++) {
      const node = next(count);
      assert.equal(outer.of(node), climb(dominator, kinds, node), `seed ${seed}, node ${node}`);
    }
  }
});

test('a list of a million, each with an object of a class that its head has too, is climbed once', () => {
  const length = 1e6;
  // The head is 1; node 2i is the i-th of the list, 2i + 1 its payload.
  const dominator = Uint32Array.from({ length: 2 * length }, (_, node) =>
    node < 2 ? 0 : node % 2 === 1 ? node - 1 : Math.max(1, node - 2),
  );
  let looked = 0;
  const outer = new OuterInstances(dominator, (node) => {
    looked++;
    return node % 2;
  });
  for (let node = 3; node < dominator.length; node += 2) assert.equal(outer.of(node), 1);
  assert.ok(looked < 10 * length, `${looked}`);
});
