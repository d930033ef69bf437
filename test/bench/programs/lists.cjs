// Deep structures: lists in one direction and in both, trees, nested arrays, a chain of scopes, and a graph of random references.

/** Links that make about one megabyte of snapshot. */
exports.unitsPerMegabyte = 1200;

let [single, nested, scope] = [null, [], () => null];
const ring = { value: 'ring', next: null, previous: null };
const vertices = [];

class Link {
  constructor(value, next) {
    this.value = value;
    this.next = next;
  }
}
class Branch {
  constructor(depth) {
    this.depth = depth;
    this.below = depth === 0 ? [] : [new Branch(depth - 1), new Branch(depth - 1)];
  }
}
const trees = [];

exports.fill = (units) => {
  ring.next ??= ring.previous = ring;
  let seed = 1;
  for (let id = 0; id < units; id++) {
    single = new Link({ id: id / 3 }, single);
    const link = { value: id, next: ring, previous: ring.previous };
    ring.previous.next = link;
    ring.previous = link;
    if (id % 4 === 0) nested = [id, nested];
    if (id % 4 === 1) {
      const outer = scope;
      scope = () => [outer, id];
    }
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const edges = [1, 2, 3].map((k) => vertices[Math.floor((seed / 2 ** 32) * vertices.length) ^ k]);
    vertices.push({ name: `vertex ${id}`, edges });
    if (id % 1000 === 0) trees.push(new Branch(8));
  }
};
exports.kept = () => [single, ring, nested, scope, vertices, trees];
