import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '#src/session/session.js';
import { expectCode, leakconsole } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { startTarget } from '../helpers/target.js';

test('live objects become $0, $1, …, and their ids and the objects lead to each other', async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text, run }, { get }) => {
    for (let request = 0; request < 5; request++) await get('/');
    const [{ result }] = await json('.instances User 2');
    assert.equal(result.count, 5);
    assert.deepEqual(
      result.instances.map(({ variable }: { variable: string }) => variable),
      ['$0', '$1'],
    );
    assert.equal(await text('$1 === cache.get($1.id)'), 'true');
    await json('.snapshot --no-file');
    await text('globalThis.found = $1');
    const [object] = await json('.object $1');
    assert.equal(object.cost, null, 'the snapshot that is there knows the object, whatever was evaluated since');
    assert.equal(object.result.name, 'User');
    await run(`.live @${object.result.id}`);
    assert.equal(await text('$0 === globalThis.found'), 'true');
    const [size] = await json('.size cache');
    assert.equal(size.result.types.find(({ name }: { name: string }) => name === 'User').count, 5);
  });
});

test('what a console remembers of a collection is not part of its size', () =>
  withConsole('leaks/cache.cjs', async ({ json, run }, { get }) => {
    for (let request = 0; request < 5; request++) await get('/');
    const [{ result: before }] = await json('.size cache');
    for (const line of ['.collections', '.collections', '.snapshot --no-file']) await run(line);
    const [{ result: after }] = await json('.size cache');
    assert.deepEqual(after.types, before.types);
    assert.deepEqual([after.count, after.retainedBytes], [before.count, before.retainedBytes]);
  }));

test(
  'what a snapshot for an expression has cost is told, once, and not that the answer is from an older one',
  long,
  async () => {
    await withConsole('leaks/cache.cjs', async ({ json, run, notices }, { get }) => {
      await get('/');
      const [first] = await json('.retainers cache');
      assert.ok(first.cost.pauseMs > 0);
      assert.deepEqual(notices, []);
      await get('/');
      const printed = await run('.retainers cache.get("u2")');
      assert.equal(printed.match(/^paused /gm)?.length, 1);
      assert.deepEqual(notices, []);
      const [known] = await json('.retainers cache.get("u2")');
      assert.equal(known.cost, null);
      assert.equal(notices.length, 1);
      assert.match(notices[0], /^in the snapshot of /);
    });
  },
);

test('no snapshot is taken for what fails in any case', async () => {
  await withConsole('leaks/cache.cjs', async ({ run, target }) => {
    const files = ['.retainers cache --svg no/such/x.svg', '.types --snapshot --csv no/such/x.csv'];
    for (const wrong of ['@abc', '@-5']) {
      await assert.rejects(run(`.retainers ${wrong}`), {
        code: 'usage',
        message: `"${wrong}" is not an object id (they look like @1234)`,
        hint: /@id/,
      });
    }
    const numbers = ['.biggest -1', '.strings -2', '.refs @5 -1', '.refs five'];
    for (const line of ['.retainers $0', '.retainers nowhere.x', '.size $0', '.object @', ...numbers, ...files]) {
      await assert.rejects(run(line), ({ code }) => typeof code === 'string', line);
    }
    assert.equal(target.snapshots.list.length, 0);
  });
});

test('an @id means no object of a snapshot that is yet to be taken: its objects would have other ones', async () => {
  await withConsole('leaks/cache.cjs', async ({ run, target }) => {
    for (const command of ['size', 'object', 'retainers', 'refs', 'live']) {
      await assert.rejects(run(`.${command} @1`), { code: 'no-snapshot', hint: /\.snapshot/ }, command);
    }
    assert.equal(target.snapshots.list.length, 0);
  });
});

test('an object that a command looks for is not printed, which would run its own code', long, async () => {
  await withConsole('leaks/cache.cjs', async ({ run, text }) => {
    const custom = "[Symbol.for('nodejs.util.inspect.custom')]() { return String(globalThis.printed++); }";
    await text(`globalThis.printed = 0, globalThis.odd = { ${custom} }, 0`);
    for (const line of ['.size odd', '.object odd', '.retainers odd', '.path odd']) await run(line);
    assert.equal(await text('printed'), '0');
  });
});

test('what is done to explain a name that is not there shows no number without a word', async () => {
  await withConsole('leaks/cache.cjs', async ({ run, phases }) => {
    await assert.rejects(run('.size nowhere'), /nowhere is not defined/);
    assert.deepEqual(
      phases.filter((phase) => typeof phase !== 'string'),
      [],
    );
  });
});

test('a value that is no object is told, in two lines', async () => {
  await withConsole('leaks/cache.cjs', async ({ run }) => {
    for (const [expression, what] of [
      ['null', 'null'],
      ['undefined', 'undefined'],
      ['7', 'a number'],
    ]) {
      const message = `(${expression}) is ${what}, and only objects have an @id`;
      await assert.rejects(run(`.size (${expression})`), { code: 'no-object', message, hint: /property/ });
    }
    await assert.rejects(run('.path undefined'), {
      code: 'no-object',
      message: /^the value is undefined; only objects have a path$/,
    });
  });
});

test('what does not lead to an answer has cost what it has, and the user is told', long, async () => {
  const target = await startTarget('leaks/cache.cjs');
  try {
    const asked = await leakconsole(['retainers', target.port, '{nothing}']);
    expectCode(asked, 1);
    assert.match(asked.stdout, /^paused .* · census\n$/);
    const [failed] = (await leakconsole(['retainers', target.port, 'Usr', '--json'])).json();
    assert.deepEqual([failed.error.code, failed.lens], ['unknown-class', 'census']);
    assert.ok(failed.cost.pauseMs > 0);
  } finally {
    await target.stop();
  }
});

test(
  'two snapshots of a session are compared object by object, whatever was evaluated between them',
  long,
  async () => {
    await withConsole('leaks/cache.cjs', async ({ json, text }, { get }) => {
      const users = (types: readonly { name: string; delta: number; deleted: number }[]) =>
        types.find(({ name }) => name === 'User');
      await get('/');
      const [first] = await json('.growth --snapshot');
      assert.equal(first.result.since, null);
      await text('cache.size');
      await json('.modules');
      for (let request = 0; request < 4; request++) await get('/');
      const [growth] = await json('.growth 500 --snapshot');
      assert.equal(users(growth.result.types)?.delta, 4);
      const [{ result }] = await json('.diff --n 500');
      const row = users(result.types);
      assert.deepEqual([row?.delta, row?.deleted], [4, 0]);
    });
  },
);

test('a snapshot that a command needed is not what later ones are compared with', long, async () => {
  await withConsole('leaks/cache.cjs', async ({ json, run, target }, { get }) => {
    const added = async () => (await json('.diff User'))[0].result.count;
    const visit = async () => run(`.retainers cache.get("${JSON.parse(await get('/')).id}")`);
    await run('.snapshot --no-file');
    await visit();
    assert.equal(await added(), 1, 'since the only one that was asked for');
    await visit();
    await run('.snapshot --no-file');
    assert.deepEqual([await added(), target.snapshots.list.length], [2, 2]);
    await visit();
    await visit();
    assert.deepEqual([await added(), target.snapshots.list.length], [4, 3]);
    await get('/');
    await run('.snapshot --no-file');
    assert.deepEqual([await added(), target.snapshots.list.length], [3, 2], 'since the one before that was asked for');
  });
});

test('diff tells which two snapshots it compares, and which there are where it cannot', async () => {
  await withConsole('leaks/cache.cjs', async ({ json, run, target }) => {
    await assert.rejects(run('.diff'), { code: 'no-snapshot', hint: /\.snapshot/ });
    assert.equal(target.snapshots.list.length, 0, 'none was taken for nothing');
    await run('.snapshot --no-file');
    const [{ takenAt: earlier }] = target.snapshots.list;
    const time = (iso: string) => iso.slice(11, 19);
    await assert.rejects(run('.diff'), {
      code: 'one-snapshot',
      message: `there is only the snapshot of ${time(earlier)} UTC, and nothing to compare it with`,
    });
    await run('.snapshot --no-file');
    const [{ result }] = await json('.diff');
    const { takenAt: later } = target.snapshots.list[1];
    assert.deepEqual(
      [result.base, result.latest],
      [
        { path: null, takenAt: earlier },
        { path: null, takenAt: later },
      ],
    );
    const [head] = (await run('.diff')).split('\n');
    assert.equal(head, `from the snapshot of ${time(earlier)} UTC to the snapshot of ${time(later)} UTC`);
  });
});

test('when another debugger has detached, V8 has forgotten the ids, and the user is told', async () => {
  await withConsole('leaks/cache.cjs', async ({ json, run }, { get, url }) => {
    await get('/');
    const [{ result }] = await json('.object cache');
    const other = await Session.connect(url);
    await other.send('Runtime.enable');
    await other.close();
    await assert.rejects(run(`.live @${result.id}`), { code: 'ids-forgotten' });
  });
});

test('that there is no such class is told by a count, once, and never by a snapshot', async () => {
  await withConsole('leaks/cache.cjs', async ({ run, target }, { get }) => {
    await assert.rejects(run('.retainers User'), { code: 'no-instances', hint: /\.retainers \(User\)/ });
    await get('/');
    await assert.rejects(run('.retainers Usr'), { code: 'unknown-class' });
    const { census } = target.counts;
    await assert.rejects(run('.retainers Usr'), { code: 'unknown-class' });
    assert.equal(target.counts.census, census, 'the same count has told it again');
    assert.equal(target.snapshots.list.length, 0);
  });
});

test('a class is known by the place that lists tell it by, and by its properties', long, async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text }, { get }) => {
    for (let request = 0; request < 5; request++) await get('/');
    await text('globalThis.points = Array.from({ length: 20 }, (_, pointX) => ({ pointX: [pointX], pointY: [] })), 0');
    const [types] = await json('.types --snapshot --filter "User|pointX"');
    const { name, location } = types.result.types.find((type: { name: string }) => type.name === 'User');
    for (const command of ['retainers', 'instances', 'count', 'instances --snapshot']) {
      const [byPlace] = await json(
        `.${command} ${command === 'count' ? `"${name} ${location}"` : `${name} ${location}`}`,
      );
      assert.equal(byPlace.result.count, 5, command);
    }
    for (const command of ['retainers', 'instances', 'count']) {
      const [byShape] = await json(`.${command} "{pointX, pointY}"`);
      assert.equal(byShape.result.count, 20, command);
    }
  });
});

test('answers from snapshots leave out what is in the heap because of the console', long, async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text }, { get }) => {
    await get('/');
    await json('.snapshot --no-file');
    await json('.collections');
    await json('.types');
    await json('.snapshot --no-file');
    const [{ result: grown }] = await json('.diff --n 1000');
    const ours = /Realm|Session|Connection|FinalizationRegistry|Histogram|histogram|WeakSet|^\{constructor\}$/;
    for (const { name, delta } of grown.types) assert.ok(!ours.test(name) || delta <= 10, `${name} +${delta}`);
    const [{ result: biggest }] = await json('.biggest 30');
    assert.ok(biggest.consoleBytes > 100_000);
    for (const { name, path } of biggest.objects) {
      assert.ok(!ours.test(name) && path.start?.kind !== 'console', name);
      assert.ok(name !== 'Node / BaseObjectList', 'it retains the meter');
    }
    await text('globalThis.found = null, cache.get("u1")');
    await json('.instances User 1');
    await text('cache.clear()');
    await json('.snapshot --no-file');
    const [{ result: held }] = await json('.retainers User');
    assert.deepEqual([held.count, held.paths[0].start.kind, held.paths[0].steps[0].edge], [1, 'console', '$0']);
  });
});

test('one object has one class, in a count, a snapshot and what holds it', async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text }) => {
    await text(`globalThis.kept = Array.from({ length: 50 }, () => new AbortController().signal);
      globalThis.Shop = class _Store {}; Object.defineProperty(Shop, 'name', { value: 'Store', configurable: true });
      globalThis.stores = Array.from({ length: 7 }, () => new Shop()), 0`);
    for (const [name, least] of [
      ['AbortSignal', 50],
      ['Store', 7],
    ] as const) {
      const [counted] = await json(`.count ${name}`);
      const [held] = await json(`.retainers ${name}`);
      assert.ok(counted.result.count >= least, `${name}: ${counted.result.count}`);
      assert.ok(Math.abs(held.result.count - counted.result.count) <= 1, `${name}: ${held.result.count}`);
    }
  });
});
