import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionsOfScript } from '#src/places/script-functions.js';

const TEXT = `
class Order { constructor(id) { this.lines = [id]; } }
async function serve(id) {
  const order = new models.Order(id);
  list.push(order, () => ({ id, order }));
  bus.on('tick', serve);
}
`;

test('what the functions of a script make and mention, without those within them', () => {
  const [ofOrder, serve, arrow, ...others] = functionsOfScript(TEXT, false);
  assert.deepEqual(others, []);
  assert.deepEqual(
    ofOrder.makes.map((made) => made.kind === 'builtin' && made.name),
    ['Array'],
  );
  assert.equal(TEXT.slice(serve.at, serve.at + 4), '(id)', 'where V8 says that it begins');
  assert.equal(arrow.around, serve);
  assert.deepEqual(arrow.makes, [{ kind: 'literal', keys: ['id', 'order'] }]);
  const [promise, instance, fn] = serve.makes;
  assert.deepEqual(promise, { kind: 'builtin', name: 'Promise' });
  assert.equal(instance.kind === 'instance' && instance.class.name, 'Order');
  assert.equal(fn.kind === 'function' && fn.at, arrow.at);
  const names = new Set(serve.mentions.map(({ name }) => name));
  assert.ok(['list', 'push', 'bus', 'tick', 'serve'].every((name) => names.has(name)));
});

test('code that is nested deeply, as generators of code write it, is read', () => {
  const sum = Array(2000).fill('a').join(' + ');
  assert.equal(functionsOfScript(`function f(a) { return ${sum}; }`, false).length, 1);
});

test('which functions setInterval calls, by name or on the spot', () => {
  const text = `
setInterval(sweep, 1000).unref();
function sweep() {}
class Store { open() { this.timer = timers.setInterval(() => this.prune(), 1); setTimeout(() => {}, 1); } }
`;
  assert.deepEqual(
    functionsOfScript(text, false).map(({ start, isRepeated }) => [text.slice(start, start + 5), isRepeated]),
    [
      ['funct', true],
      ['() { ', false],
      ['() =>', true],
      ['() =>', false],
    ],
  );
});

test('the sizes that are compared with numbers which the script tells', () => {
  const text = `
const MAX = 8;
class Pool {
  #idle = [];
  constructor({ max = 4 }, options) { this.limit = options.limit ?? 16; this.least = 1; this.least = 2; }
  add(job) {
    if (jobs.length < MAX || max <= this.#idle.length) return;
    while (this.open.size >= this.limit) this.open.delete(job);
    return job.size === 3 && this.open.size > this.least && this.open.size < job.most;
  }
}
`;
  const limits = functionsOfScript(text, false).flatMap((each) => each.limits);
  assert.deepEqual(
    limits.map(({ of, limit }) => `${of.name} ${limit}`),
    ['jobs 8', 'idle 4', 'open 16', 'job 3'],
  );
});

test('the Maps that a function asks before it adds to them', () => {
  const text = `
class Store {
  #cached = new Map();
  cached(key) { return this.#cached.get(key) ?? this.#cached.set(key, 1); }
  guarded(key) { if (!guarded.has(key)) guarded.set(key, 1); return guarded.get(key); }
  counted(key) { this.counted.set(key, (this.counted.get(key) ?? 0) + 1); }
  added(key) { added.set(key, 1); return added.get(key); }
  asked(key) { asked.get(key); other.set(key, 1); }
}
`;
  const asked = functionsOfScript(text, false).flatMap((each) => each.asked);
  assert.deepEqual(
    asked.map(({ name }) => name),
    ['cached', 'guarded', 'counted'],
  );
});
