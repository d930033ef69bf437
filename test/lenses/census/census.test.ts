import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attachConsole, withConsole } from '../../helpers/console.js';
import { long } from '../../helpers/long.js';

/** Objects of classes whose names tell nothing about the program: V8 makes some of its own for our questions. */
const V8S_OWN = /^(Function|Object|Array|Error|Promise|Generator|Map|Set|WeakRef|ArrayBuffer|Uint8Array|Map Iterator)$/;

/** Built-in classes are told apart by what their objects consist of. */
const PART = /^function in | of /;

test('a census counts each class of the program as a heap snapshot does, and calls nothing of it', async () => {
  await withConsole('classes.cjs', async ({ json }) => {
    const [census] = await json('.types 1000');
    const [snapshot] = await json('.types 5000 --snapshot');
    const counted = sums(census.result.types);
    const sized = sums(snapshot.result.types);
    for (const name of [
      'Base',
      'Derived',
      'Tagged',
      'Old',
      'Inherits',
      'Replaced',
      'NoConstructor',
      'List',
      'Arguments',
    ])
      assert.equal(counted.get(name), sized.get(name), name);
    const own = census.result.types.filter(({ location }: { location: string | null }) =>
      /^classes/.test(location ?? ''),
    );
    assert.ok(own.length >= 15, JSON.stringify(own));
    for (const { name } of own) {
      const isClass = !V8S_OWN.test(name) && !PART.test(name);
      if (isClass) assert.equal(counted.get(name), sized.get(name), name);
    }
    assert.equal(counted.get('Derived'), 12);
    // V8 has begun to heed a static `name` with Node 26.
    const renamed = counted.has('NotThis') ? 'NotThis' : 'Renamed';
    assert.deepEqual([counted.get(renamed), sized.get(renamed)], [13, 13]);
    for (const [name, count] of [
      ['Derived', 12],
      ['NoConstructor', 18],
      ['holder.member', 25],
      ['Arguments', 37],
    ] as const) {
      const [{ result }] = await json(`.instances ${name} 2`);
      assert.deepEqual([result.count, result.instances.length], [count, 2], name);
    }
    const placeOf = (name: string) => own.find((row: { name: string }) => row.name === name)?.location;
    assert.equal(placeOf('Replaced'), 'classes.cjs:24', 'by a method, where the prototype has no constructor');
    assert.equal(counted.get('Buffer') ?? 0, sized.get('Buffer'));
  });
});

test('constructors of the same name are told apart by their file', async () => {
  await withConsole('classes.cjs', async ({ json }) => {
    const [{ lens, result }] = await json('.types 10 --filter ^Order$');
    assert.equal(lens, 'census');
    assert.deepEqual(
      result.types.map(({ location, count }: { location: string; count: number }) => [
        location.replace(/:.*/, ''),
        count,
      ]),
      [
        ['classes.cjs', 29],
        ['classes-order.cjs', 28],
      ],
    );
  });
});

test('functions of another console are none of the service’s', async () => {
  await withConsole('classes.cjs', async ({ json }, target) => {
    const other = await attachConsole(target);
    try {
      await other.run('1 + 1');
      const [{ result }] = await json('.types 1000');
      const names = result.types.map(({ name }: { name: string }) => name);
      assert.deepEqual(
        names.filter((name: string) => /in-program|bootstrap\.js/.test(name)),
        [],
      );
    } finally {
      await other.detach();
    }
  });
});

test('where there are none, the user is told what a census does not see', async () => {
  await withConsole('classes.cjs', async ({ run }) => {
    assert.match(await run('.count (string)'), /^\(string\): 0\nA census does not see strings, [\s\S]*\npaused /);
    assert.match(await run('.count Derived'), /^Derived: 12\npaused /);
  });
});

test('where there are none, names that are near are suggested, of what the count has seen', long, async () => {
  await withConsole('classes.cjs', async ({ json, run }) => {
    for (const line of ['.count derived', '.count derived --no-pause', '.instances derived']) {
      assert.match(await run(line), /^derived: 0( objects)?\ndid you mean Derived(, .*)?\?\n/, line);
      const [{ result }] = await json(line);
      assert.deepEqual([result.count, result.near[0]], [0, 'Derived'], line);
    }
    for (const line of ['.count Derived', '.instances Derived', '.count Nnnnnnope', '.instances Nnnnnnope']) {
      assert.doesNotMatch(await run(line), /did you mean/, line);
      assert.deepEqual((await json(line))[0].result.near, [], line);
    }
  });
});

function sums(types: readonly { name: string; count: number }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name, count } of types) counts.set(name, (counts.get(name) ?? 0) + count);
  return counts;
}

for (const how of ['', ' --no-pause']) {
  test(`functions, plain objects and collections are told apart by what they are, and their names are taken${how}`, async () => {
    await withConsole('contents.cjs', async ({ json, text }) => {
      await json(`.growth 30${how}`);
      await text('add(50)');
      const [{ result }] = await json(`.growth 30${how}`);
      const grown = result.types.map((row: { name: string; delta: number; origin: string }) => [
        row.name,
        row.delta,
        row.origin,
      ]);
      const expected = [
        ['function in contents.cjs:11', 50, 'own'],
        ['function in contents.cjs:12', 50, 'own'],
        ['Array of Item', 50, 'own'],
        ['Map of Item', 50, 'own'],
        ['{id, title}', 50, 'builtin'],
        ['Set of number', 50, 'builtin'],
        ['bound add', 50, 'builtin'],
      ];
      for (const row of expected)
        assert.ok(
          grown.some((each: unknown[]) => each.join() === row.join()),
          `${row}: ${grown}`,
        );
      const item = grown.find(([name]: string[]) => name === 'Item');
      assert.equal(item[1], 100);
      for (const [name] of expected) {
        const [{ result: counted }] = await json(`.count ${name}${how}`);
        assert.equal(counted.count, 150, `${name}`);
      }
      const [{ result: placed }] = await json(`.count Item contents.cjs:2${how}`);
      assert.equal(placed.count, 300);
      const [{ result: reordered }] = await json(`.instances {title, id} 3`);
      assert.deepEqual([reordered.count, reordered.instances.length], [150, 3]);
      const [{ result: closures }] = await json('.instances function in contents.cjs:11 2');
      assert.deepEqual([closures.count, closures.instances.length], [150, 2]);
      assert.equal(await text('calls()'), '0');
    });
  });
}

test('primitives in large collections are counted, and a shape comes before those that it holds', async () => {
  await withConsole('leaks/entries.cjs', async ({ json, text }) => {
    await json('.growth');
    await text('add(50)');
    const [{ result }] = await json('.growth');
    const names = result.types.map(({ name, delta }: { name: string; delta: number }) => `${name} +${delta}`);
    for (const row of ['string in Map +50', 'boolean in Object +50']) assert.ok(names.includes(row), `${names}`);
    assert.ok(!names.some((name: string) => name.startsWith('string in Array')), `${names}`);
    const shapes = names.filter((name: string) => /^\{(labels|path|1)/.test(name));
    assert.match(shapes[0], /^\{labels, buckets\}/, `${names}`);
    assert.ok(result.totalDelta < 300, 'they are no objects');
    const [{ result: types }] = await json('.types 500');
    assert.ok(!types.types.some(({ name }: { name: string }) => name === 'string in Map'));
    for (const [name, holder] of [
      ['string in Map', /^texts$/],
      ['boolean in Object', /^flags$/],
    ] as const) {
      const [{ result: held }] = await json(`.retainers ${name}`);
      const edges = held.paths.map(({ steps }: { steps: { edge: string }[] }) => steps.at(-1)?.edge ?? '');
      assert.ok(
        edges.some((edge: string) => holder.test(edge)),
        `${name}: ${edges}`,
      );
    }
  });
});

test('objects without prototype are counted in large collections, and a dictionary without looked into', async () => {
  await withConsole('service.cjs', async ({ json, text }) => {
    await text(`globalThis.filters = new Map();
      globalThis.tokens = new (class TokenStore { byId = Object.create(null); })();
      globalThis.addBare = (count) => {
        for (let i = 0; i < count; i++) {
          const query = Object.assign(Object.create(null), { size: filters.size, sort: 'by price' });
          filters.set(query, 'a filter');
          tokens.byId['token ' + filters.size] = 'of a visitor';
        }
      };
      addBare(50)`);
    await json('.growth');
    await text('addBare(50)');
    const [{ result }] = await json('.growth 20');
    const names = result.types.map(({ name, delta }: { name: string; delta: number }) => `${name} +${delta}`);
    for (const row of ['{size, sort} +50', 'string in Object +50']) assert.ok(names.includes(row), `${names}`);
    const [{ result: found }] = await json('.instances {size, sort} 2');
    assert.equal(found.count, 100);
    const [{ result: youngest }] = await json('$0.size');
    assert.equal(youngest.text, '99');
    const [{ result: path }] = await json('.path $0');
    assert.match(path.found.path, /^\[\.\.\.globalThis\.filters\.keys\(\)\]\[99\]/);
    const [{ result: held }] = await json('.retainers {size, sort}');
    assert.deepEqual([held.count, held.paths[0].steps[0].edge], [100, 'filters']);
  });
});

test('functions of one text are named by where those stand that have become more', async () => {
  await withConsole('same-text.cjs', async ({ json, text }) => {
    await json('.growth');
    await text('wait(100)');
    const [{ result }] = await json('.growth');
    assert.equal(result.types[0].name, 'function in same-text.cjs:6', JSON.stringify(result.types));
    await json('.instances function in same-text.cjs:6 1');
    const [{ result: path }] = await json('.path $0');
    assert.match(path.found.path, /^main\.waiting\[/);
  });
});

test('a revoked proxy in an object is left alone', () =>
  withConsole('service.cjs', async ({ text, json }) => {
    await text(`globalThis.held = new (class Holder {
      constructor() {
        const { proxy, revoke } = Proxy.revocable([], {});
        revoke();
        this.revoked = proxy;
      }
    })(); 0`);
    const [{ result }] = await json('.types 1000');
    assert.ok(result.types.some(({ name }: { name: string }) => name === 'Holder'));
  }));

test('the keys of a large dictionary are listed once, however many classes refer to it', () =>
  withConsole('service.cjs', async ({ text, json }) => {
    const stall = async () => {
      const stalls: number[] = [];
      for (let i = 0; i < 2; i++) stalls.push((await json('.types --lens census'))[0].cost.pauseMs);
      return Math.min(...stalls);
    };
    await text(`globalThis.store = {}; for (let i = 0; i < 200_000; i++) store['p' + i] = i; 0`);
    const alone = await stall();
    await text(`globalThis.referring = []; for (let i = 0; i < 60; i++) {
      const C = (0, eval)('(class Referring' + i + ' { constructor() { this.store = store; } })');
      referring.push(new C(), new C(), new C());
    } 0`);
    // Listed for each of them, it would be more than ten times as long.
    const referred = await stall();
    assert.ok(referred < 4 * alone, `${alone} ms, then ${referred} ms`);
  }));
