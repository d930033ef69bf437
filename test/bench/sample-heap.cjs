// Fills a heap with what the rules of classes and sizes look at, and writes its snapshot. Runs on Node 18 and later.
//   node sample-heap.cjs FILE [internals] [numbers] [tracking] [large]
const { openSync, writeSync } = require('node:fs');
const { Session } = require('node:inspector');

const [file, ...options] = process.argv.slice(2);
const has = (option) => options.includes(option);
const size = has('large') ? 20_000 : 200;
const session = new Session();
session.connect();
if (has('tracking')) session.post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });

class User {
  constructor(id) {
    this.id = id;
    this.name = `user ${id}`;
    this.address = { city: `city ${id % 7}`, street: `street ${id}` };
    if (id % 3 === 0) this.tags = ['a', `tag ${id}`];
  }
}
const Twin = { one: class Twin {}, two: class Twin {} };

const sample = {
  users: new Map(),
  twins: [],
  shapes: [],
  weak: new WeakMap(),
  keys: [],
  closures: [],
  dictionary: {},
  texts: [],
  buffers: [],
  numbers: [],
  symbols: new Set(),
};
globalThis.sample = sample;
for (let i = 0; i < size; i++) {
  const user = new User(i);
  sample.users.set(user.name, user);
  sample.twins.push(i % 2 ? new Twin.one() : new Twin.two());
  sample.shapes.push(
    { a: i, b: user },
    { b: i, a: user },
    { a: i, b: i + 0.5, c: {} },
    { 'x, y': i, '{': [], "'": null },
  );
  if (i % 40 === 0) sample.shapes.push({ [`only${i}`]: i, a: 1 }, JSON.parse(`{"__proto__": {"p": ${i}}, "own": 1}`));
  const key = { key: i };
  sample.weak.set(key, { value: user });
  if (i % 2) sample.keys.push(key);
  sample.closures.push(() => key === user);
  sample.dictionary[`entry ${i}`] = i % 2 ? { deep: { deeper: { i } } } : /ab+c/g;
  sample.texts.push(
    `left ${i}${'.'.repeat(i % 30)}`,
    `grüße ${i} \u{1f600}`,
    `a long text that is sliced ${i}`.slice(3),
  );
  sample.buffers.push(i % 50 ? new Uint8Array(16) : Buffer.alloc(100_000));
  sample.numbers.push(i * 1e10, i / 3, BigInt(i) ** 9n);
  sample.symbols.add(Symbol(`symbol ${i}`));
}
for (let i = 0; i < 50; i++) delete sample.dictionary[`entry ${i}`];
sample.wide = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`a rather long name of a property ${i}`, i]));

const descriptor = openSync(file, 'w');
session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => writeSync(descriptor, params.chunk));
session.post(
  'HeapProfiler.takeHeapSnapshot',
  { exposeInternals: has('internals'), exposeNumericValue: has('numbers'), captureNumericValue: has('numbers') },
  // Tracking would keep the process alive.
  () => process.exit(),
);
