import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectionsCommand } from '#src/commands/collections.js';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';

const GROWTH = 20;

for (const { service, path, kind } of [
  { service: 'cache.cjs', path: 'main.cache', kind: 'Map' },
  { service: 'closure.cjs', path: 'main.retries', kind: 'Array' },
  { service: 'decorator.mjs', path: 'memoize.mjs: memoize › remembered', kind: 'Map' },
  { service: 'error.mjs', path: 'main.recentErrors', kind: 'Map' },
  { service: 'listener.mjs', path: 'main.settings.listeners("change")', kind: 'listeners' },
  { service: 'promise.mjs', path: 'main.waiting', kind: 'Map' },
  { service: 'uploads.cjs', path: 'main.store.uploads', kind: 'Array' },
  { service: 'timer.cjs', path: 'open handles: Timeout', kind: 'handles' },
]) {
  test(
    `the collection that grows comes first, by its name: ${service}`,
    service === 'cache.cjs' ? {} : long,
    async () => {
      await withConsole(`leaks/${service}`, async (console, target) => {
        const request = async (path: string) => {
          for (let count = 0; count < GROWTH; count++) await target.get(`/${path}/${count}`);
        };
        await request('before');
        const [base] = await console.json('.collections --duty 0.9');
        assert.equal(base.result.since, null);
        await request('after');
        const [{ result, lens }] = await console.json('.collections --duty 0.9');
        assert.equal(lens, 'walk');
        const shown = JSON.stringify(result.collections, null, 1);
        const [first] = result.collections;
        assert.deepEqual([first.path, first.kind, first.delta, first.entries], [path, kind, GROWTH, 2 * GROWTH], shown);
        if (kind === 'handles') assert.deepEqual(first.holds, ['function in timer.cjs:12']);
      });
    },
  );
}

test('a text that grows is a row of its characters, one that does not is none', long, async () => {
  await withConsole('leaks/text.cjs', async ({ json }, target) => {
    for (let count = 0; count < GROWTH; count++) await target.get(`/before/${count}`);
    const [base] = await json('.collections 100');
    assert.ok(!base.result.collections.some(({ kind }: { kind: string }) => kind === 'string'));
    for (let count = 0; count < GROWTH; count++) await target.get(`/after/${count}`);
    const [{ result }] = await json('.collections 100');
    const texts = result.collections.filter(({ kind }: { kind: string }) => kind === 'string');
    assert.deepEqual(
      texts.map(({ path, entries, delta }: { path: string; entries: number; delta: number }) => [path, entries, delta]),
      [['main.journal', 2 * GROWTH * 200, GROWTH * 200]],
    );
    assert.equal(result.collections[0].path, 'main.journal');
  });
});

test('what grows and is no collection that stays is a row too', async () => {
  await withConsole('leaks/not-collections.cjs', async ({ json }, target) => {
    for (let count = 0; count < GROWTH; count++) await target.get(`/before/${count}`);
    await json('.collections 100');
    for (let count = 0; count < GROWTH; count++) await target.get(`/after/${count}`);
    await target.get('/thread');
    const [{ result }] = await json('.collections 100');
    const threads = result.collections.find(({ path }: { path: string }) => path === 'open handles: thread');
    assert.equal(threads?.delta > 0, process.platform === 'linux', JSON.stringify(result.collections));
    type Row = {
      path: string;
      kind: string;
      length: number | null;
      keyRange: { least: number; most: number } | null;
      delta: number;
      holds: string[];
    };
    const rows = (result.collections as Row[]).filter(({ delta, kind }) => delta > 0 && kind !== 'handles');
    assert.deepEqual(rows.map(({ path, kind, delta, holds }) => [path, kind, delta, holds.join()]).sort(), [
      ['main.calls.open', 'Array', GROWTH, 'Object'],
      ['main.editor.last', 'chain', GROWTH, 'Step'],
      ['main.logger.log', 'chain', GROWTH, 'function'],
      ['main.map.world', 'tree', GROWTH, 'Region'],
      ['main.model._events.change', 'listeners', GROWTH, 'Object'],
      ['main.quotes.[[WeakMap]]', 'Map', GROWTH, 'Object'],
      ['main.receiver.pending', 'Buffer', GROWTH * 2000, 'bytes'],
      ['main.ring.list', 'Array', GROWTH, 'Object'],
      ['main.sessions.get("first").transcript', 'string', GROWTH * 200, 'characters'],
      ['main.settings.request.[[Prototype]]', 'chain', GROWTH, 'Object'],
      ['main.splitter.outputs[0].unended', 'string', GROWTH * 200, 'characters'],
      ['main.state.orders', 'Array', GROWTH, 'Object'],
      ['main.tenants', 'Tenants', GROWTH, 'Object'],
      ['main.weather.forecast', 'chain', GROWTH, 'Object'],
      ['not-collections.cjs: Stream.prototype.[[Prototype]]', 'chain', GROWTH, 'Stream'],
    ]);
    const quotes = (result.collections as { path: string; weakMap: string | null }[]).filter(({ weakMap }) => weakMap);
    assert.deepEqual(
      quotes.map(({ path, weakMap }) => [path, weakMap]),
      [['main.quotes.[[WeakMap]]', 'main.remembered']],
    );
    const lengths = rows.map(({ path, length }) => [path, length]).filter(([, length]) => length !== null);
    assert.deepEqual(lengths, [['main.ring.list', 1024]]);
    const ranges = rows.map(({ path, keyRange }) => [path, keyRange]).filter(([, range]) => range !== null);
    const last = { least: GROWTH - 20, most: GROWTH - 1 };
    assert.deepEqual(ranges.sort(), [
      ['main.quotes.[[WeakMap]]', last],
      ['main.tenants', last],
    ]);
  });
});

test('a table, and CSV of several looks', async () => {
  await withConsole('service.cjs', async (console) => {
    assert.match(await console.run('.collections 3'), /^collection +kind +entries +of\nmain\.cache +Map +2 +User\n/);
    const lines = (await console.run('.collections 1 --every 100ms --count 2 --csv -')).split('\n');
    assert.equal(lines[0], 'time,path,kind,entries,delta');
    assert.match(lines[2], /^\d{4}-\S+Z,main\.cache,Map,2,0$/);
  });
});

test(
  'what a plain function’s prototype holds, and what the program and Node both hold, is named by the program',
  long,
  async () => {
    await withConsole('named-by-program.cjs', async (console) => {
      for (let look = 0; look < 2; look++) {
        const [{ result }] = await console.json('.collections 30');
        const paths = result.collections.map((row: { path: string }) => row.path);
        for (const path of [
          'named-by-program.cjs: Ticket.prototype.trail',
          'main.seen',
          'main.routes',
          'globalThis.registry',
        ])
          assert.ok(paths.includes(path), `${paths}`);
        for (const code of ['main.routes', 'main.loadedModules', 'main.codes', 'main.settings'])
          assert.ok(paths.indexOf('main.seen') < paths.indexOf(code), `data before code, ${paths}`);
        const last = paths.filter((path: string) => !path.startsWith('open handles')).at(-1);
        assert.match(last, /IncomingMessage\[Symbol\(meta\)\]$/, `what an object of Node's holds comes last, ${paths}`);
        assert.deepEqual(
          paths.filter((path: string) => /^main\.(fs|http|process)/.test(path)),
          [],
          'no tables of Node’s, whoever holds them',
        );
      }
      const [{ result: timer }] = await console.json('.path lateTimer()');
      assert.equal(timer.found.path, 'main.reminders.at.timer');
      const [{ result: deep }] = await console.json('.path deep()');
      assert.equal(deep.found.path, 'globalThis.registry.get("first").next.next.next….value');
      const [{ result: unheld }] = await console.json('.path unheldTimer()');
      assert.equal(unheld.found.path, 'open handles: Timeout');
    });
  },
);

test('what hides in an arrow function’s this is told by a snapshot, once there is one', long, async () => {
  await withConsole('named-by-program.cjs', async (console) => {
    const [{ result: unseen }] = await console.json('.path hidden()');
    assert.equal(unseen.found, null);
    assert.match(await console.run('.path hidden()'), /this of an arrow function[\s\S]*\.retainers hidden\(\)/);
    await console.run('.snapshot --no-file');
    const [{ result: seen }] = await console.json('.path hidden()');
    assert.equal(seen.found.lens, 'snapshot');
    assert.match(seen.found.path, /main\.reminders .*this \(Reminder\)/);
  });
});

test(
  'what only the this of an arrow function holds is named by its class, once a census has seen it',
  long,
  async () => {
    await withConsole('leaks/arrow-this.cjs', async ({ json }, target) => {
      const request = async () => {
        for (let count = 0; count < GROWTH; count++) await target.get(`/${count}`);
      };
      await request();
      await json('.collections');
      await json('.growth');
      await request();
      const [{ result }] = await json('.collections');
      type Row = { path: string; kind: string; entries: number; delta: number };
      const rows = (result.collections as Row[]).slice(0, 3);
      const grown = { kind: 'Array', entries: 2 * GROWTH, delta: GROWTH };
      assert.deepEqual(
        rows
          .map(({ path, kind, entries, delta }) => ({ path, kind, entries, delta }))
          .sort((a, b) => (a.path < b.path ? -1 : 1)),
        [
          { path: 'arrow-this.cjs: Guests', ...grown, kind: 'Guests' },
          { path: 'arrow-this.cjs: Room.byKind.get("all")', ...grown },
          { path: 'arrow-this.cjs: Room.visits', ...grown },
        ],
      );
    });
  },
);

test('what V8 does not list is told by what holds it: a promise that is pending still, a registry', long, async () => {
  await withConsole('leaks/unlisted.cjs', async ({ json, run }, target) => {
    const registry = { path: 'main.cleanups', kind: 'FinalizationRegistry' };
    const unlisted = (result: { unlisted: { path: string; kind: string }[] }) =>
      result.unlisted.map(({ path, kind }) => ({ path, kind })).sort((a, b) => (a.path < b.path ? -1 : 1));
    await target.get('/before');
    const [base] = await json('.collections');
    assert.deepEqual(unlisted(base.result), [registry]);
    await target.get('/after');
    const [next] = await json('.collections');
    assert.deepEqual(unlisted(next.result), [registry, { path: 'main.service.stopped', kind: 'Promise' }]);
    assert.match(await run('.collections'), /does not list what these hold: main\.cleanups \(FinalizationRegistry\)/);
  });
});

test('of several processes, what V8 does not list is told of all, each once', () => {
  const [stopped, cleanups] = ['main.stopped', 'main.cleanups'].map((path) => ({
    path,
    module: null,
    kind: 'Promise',
  }));
  const results = [[cleanups], [stopped, cleanups]].map((unlisted, pid) => ({
    pid,
    result: { since: null, at: '', collections: [], unlisted, walk: {} as never },
  }));
  const { unlisted } = collectionsCommand.merge!.combine(results as never, { n: 3 } as never, []);
  assert.deepEqual(unlisted, [cleanups, stopped]);
});

test('collections that only a proxy holds are found, and no trap is called', long, async () => {
  await withConsole('proxies.cjs', async (console) => {
    const [{ result }] = await console.json('.collections 30');
    const entries = new Map(
      result.collections.map((row: { path: string; entries: number }) => [row.path, row.entries]),
    );
    const shown = JSON.stringify([...entries]);
    assert.equal(entries.get('globalThis.holder[0].administration.observers'), 1, shown);
    assert.equal(entries.get('globalThis.holder[1].[[Handler]].log'), 2, shown);
    assert.equal(await console.text('calls()'), '0');
    const [{ result: path }] = await console.json('.path holder[1]');
    assert.deepEqual([path.found.path, path.found.types], ['globalThis.holder[1]', ['Object', 'Array', 'Proxy']]);
    assert.equal(await console.text('calls()'), '0');
  });
});

test('timers that do not keep the process alive are a row when there are many', async () => {
  await withConsole('leaks/expiry.cjs', async (console, target) => {
    const request = async () => {
      for (let count = 0; count < 2 * GROWTH; count++) await target.get(`/${count}`);
    };
    await request();
    await console.json('.collections');
    await request();
    const [{ result }] = await console.json('.collections');
    const [first] = result.collections;
    assert.equal(first.path, 'open handles: Timeout (unref)', JSON.stringify(result.collections));
    assert.ok(first.delta >= 2 * GROWTH, 'those of sockets come and go');
  });
});

test('a list that has come about since the look before has grown by all that it has', async () => {
  await withConsole('leaks/list-of-late.cjs', async ({ json, text }) => {
    await json('.collections');
    await text('wait("example", 30)');
    const [{ result }] = await json('.collections');
    const [{ path, delta }] = result.collections;
    assert.deepEqual([path, delta], ['main.agent.requests.example', 30]);
    await text('wait("example", 20)');
    const [{ result: later }] = await json('.collections');
    assert.equal(later.collections[0].delta, 20);
  });
});

test('a dictionary that was too small to be noticed has grown by what it has now', async () => {
  await withConsole('leaks/small-at-first.cjs', async ({ json, text }) => {
    await text('add(3)');
    await json('.collections 100');
    await text('add(300)');
    const [{ result }] = await json('.collections 100');
    type Row = { path: string; kind: string; entries: number; delta: number; holds: string[] };
    const rows = (result.collections as Row[]).filter(({ delta }) => delta > 0).slice(0, 3);
    assert.deepEqual(
      rows.map(({ path, kind, holds }) => [path, kind, holds.join()]),
      [
        ['main.plain', 'Object', 'number'],
        ['main.load', 'Function', 'Object'],
        ['main.store', 'Store', 'Object'],
      ],
    );
    const session = (result.collections as Row[]).find(({ path }) => path.includes('session of 300'));
    assert.deepEqual([session?.entries, session?.delta], [40, null], 'what came as it is has not grown');
    const [plain, ofFunction, store] = rows.map(({ delta }) => delta);
    assert.deepEqual([plain, store], [285, 173], 'at least so many');
    assert.ok(ofFunction >= 173, 'with a few properties of its own');
    await text('add(310)');
    const [{ result: later }] = await json('.collections 100');
    const deltas = new Map((later.collections as Row[]).map(({ path, delta }) => [path, delta]));
    assert.deepEqual([deltas.get('main.plain'), deltas.get('main.store')], [10, 10]);
  });
});

test('what a collection holds is told by its newest entries, and what a module exports by its file', async () => {
  await withConsole('leaks/entries.cjs', async ({ json, text }) => {
    await json('.collections 100');
    await text('add(50)');
    const [{ result }] = await json('.collections 100');
    const rows = new Map<string, { holds: string[]; delta: number; module: string }>(
      result.collections.map((row: { path: string }) => [row.path, row]),
    );
    assert.deepEqual(rows.get('main.patterns')?.holds, ['RegExp']);
    const exported = rows.get('exported-cache.cjs: module.exports.cache');
    assert.equal(exported?.delta, 50, JSON.stringify([...rows.keys()]));
    assert.match(exported.module, /exported-cache\.cjs$/);
  });
});
