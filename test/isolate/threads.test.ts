import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { pickWorker } from '#src/isolate/threads.js';
import { Session } from '#src/session/session.js';
import { startLeakconsole } from '../helpers/cli.js';
import { attachConsole, withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { leakconsoleHere } from '../helpers/main.js';
import { withTarget } from '../helpers/target.js';

const workers = [
  { threadId: 4, name: 'parser', url: 'file:///app/parser.js' },
  { threadId: 12, name: 'mailer', url: 'file:///app/mailer.js' },
  { threadId: 5, name: '', url: 'file:///app/pool/worker.js' },
];

test('a worker is meant by its thread id, its name or a part of it, or its script', () => {
  const idOf = (word: string) => pickWorker(workers, word).threadId;
  assert.deepEqual(['4', 'parser', 'pars', 'mail', 'pool/worker'].map(idOf), [4, 4, 4, 12, 5]);
  assert.throws(() => idOf('1'), { code: 'no-thread' });
  assert.throws(() => idOf('er'), { code: 'ambiguous-thread', hint: 'say which: 4, 12' });
  assert.throws(() => pickWorker([], 'x'), { message: 'no worker thread runs in this process' });
});

const all = { args: ['turning', 'parked', 'looping'] };

test('.workers lists all threads with their heaps, those of workers too', async () => {
  await withConsole(
    'workers.cjs',
    async ({ json, run }) => {
      const [{ result, target }] = await json('.workers');
      assert.equal(target.isolate, 'main');
      const byName = new Map<string, { state: string; heapUsedBytes: number; url: string }>();
      for (const worker of result.workers) byName.set(worker.name, worker);
      assert.deepEqual([...byName.keys()].sort(), ['looping', 'nested', 'parked', 'turning']);
      assert.equal(byName.get('parked')?.state, 'parked');
      assert.equal(byName.get('looping')?.state, 'busy');
      for (const { heapUsedBytes, url } of byName.values()) {
        assert.ok(heapUsedBytes > 1e6);
        assert.match(url, /workers\.cjs$/);
      }
      assert.ok(byName.get('turning')!.heapUsedBytes > result.mainHeapUsedBytes);
      assert.match(await run('.workers --every 100ms --count 2'), /growth/);
    },
    all,
  );
});

for (const name of ['turning', 'nested', 'parked', 'looping']) {
  test(`every command works in a worker: ${name}`, name === 'parked' ? {} : long, async () => {
    await withConsole(
      'workers.cjs',
      async ({ live, target: main, json, run, text }) => {
        const size = name === 'turning' ? 50_000 : 1000;
        const [{ result: used }] = await json(`.use worker ${name}`);
        assert.equal(used.kind, 'thread');
        assert.match(used.name, new RegExp(`^worker \\d+ \\(${name}\\)$`));
        assert.match(live.isolate.label, /^worker \d+ workers\.cjs$/);
        assert.equal(await text('orders.size'), String(size));
        assert.equal(await text('let mine = orders.get(0); mine.id'), '0');
        assert.equal(await text('new Promise(() => {})'), 'Promise { <pending> }');
        assert.match(await run('.scope'), /orders +Map +(50,000|1,000)/);
        assert.match(await run('.modules'), /workers\.cjs/);
        const [{ result: collections, target }] = await json('.collections');
        assert.match(target.isolate, /^worker:\d+$/);
        assert.equal(collections.collections[0].entries, size);
        const [{ result: types }] = await json('.types');
        assert.equal(types.types.find((type: { name: string }) => type.name === 'Order').count, size);
        await run('.growth --no-pause');
        assert.match(await run('.path orders.get(1)'), /main\.orders/);
        assert.match(await run('.watch orders.size --count 1'), /50,000|1,000/);
        assert.match(await run('.size orders'), /retained in/);
        assert.match(await run('.retainers Order'), /main\.orders/);
        await run('.use main');
        assert.equal(live.isolate, main);
        assert.equal(await text('orders.size'), '10');
      },
      { args: [name === 'nested' ? 'turning' : name], console: { maxPause: 60_000 } },
    );
  });
}

test('nothing is awaited where the event loop does not turn, and what does not end is ended', async () => {
  await withConsole(
    'workers.cjs',
    async ({ run, evaluate }) => {
      await run('.use worker parked');
      await assert.rejects(evaluate('await 1'), { code: 'not-turning' });
      await assert.rejects(evaluate('for (;;);'), { code: 'timeout' });
      assert.equal((await evaluate('1 + 1')).value, 2);
    },
    { args: ['parked'], console: { timeout: 500 } },
  );
});

test('a worker that ends while it is looked at is told, and the process is looked at as before', async () => {
  await withConsole(
    'workers.cjs',
    async ({ live, run, text }) => {
      const { main } = live.threads;
      await run('.use worker parked');
      const watching = assert.rejects(run('.watch orders.size --every 100ms'), {
        code: 'target-gone',
        message: /^worker \d+ \(parked\) has ended$/,
      });
      await main.session.send('Runtime.evaluate', { expression: "end('parked')" });
      await watching;
      await run('.use main');
      assert.doesNotMatch(await run('.workers'), /parked/);
      assert.equal(await text('orders.size'), '10');
    },
    { args: ['parked'] },
  );
});

for (const name of ['turning', 'parked', 'looping']) {
  const options = name === 'turning' ? {} : long;
  test(
    `a ${name} worker can end, and its process, while it is looked at and after its console was killed`,
    options,
    async () => {
      await withTarget('workers.cjs', { args: [name, 'idle'] }, async ({ port, url, child }) => {
        const exited = once(child, 'exit');
        const consoles = [name, 'idle'].map((worker) => startLeakconsole(['attach', `${port}/worker:${worker}`]));
        const [killed, attached] = consoles;
        for (const { child, wrote } of consoles) {
          child.stdin!.write('.collections 1\norders.size\n');
          await wrote(/^\d+$/m);
        }
        killed.child.kill('SIGKILL');
        await killed.ended;
        const session = await Session.connect(url);
        await session.leaveWhenTargetEnds();
        // Resolves when the thread is gone.
        await session.send('Runtime.evaluate', { expression: `end('${name}')`, awaitPromise: true });
        await session.send('Runtime.evaluate', { expression: 'setImmediate(() => process.exit(7))' });
        assert.equal((await exited)[0], 7);
        attached.child.stdin!.end();
        await attached.ended;
      });
    },
  );
}

test('a call to a worker is answered without waiting for an acknowledgement of our kernel', async () => {
  await withConsole(
    'workers.cjs',
    async ({ live, run }) => {
      await run('.use worker turning');
      const { session: main } = live.threads.main;
      const { session: worker } = live.isolate;
      const quickest = async (...sessions: Session[]) => {
        let ms = Number.POSITIVE_INFINITY;
        for (let i = 0; i < 50; i++) {
          const start = performance.now();
          for (const session of sessions) await session.send('Runtime.evaluate', { expression: '1' });
          ms = Math.min(ms, performance.now() - start);
        }
        return ms;
      };
      const toMain = await quickest(main);
      // Without, each takes 40 ms. On a quiet machine it is 0.4 ms, twice as long as to the main thread (npm run bench
      // -- workers).
      for (const sessions of [[worker], [main, worker]]) {
        const ms = await quickest(...sessions);
        assert.ok(ms <= 4 * toMain + 15, `${ms} ms, and ${toMain} ms to the main thread`);
      }
    },
    { args: ['turning'] },
  );
});

test('a console whose worker has ended goes on with the main thread', async () => {
  await withTarget('workers.cjs', { args: ['turning'] }, async ({ port }) => {
    const lines = ['process.exit()', 'orders.size', 'orders.size'].flatMap((line) => ['-e', line]);
    const { stdout, stderr, code } = await leakconsoleHere(['attach', `${port}/worker:turning`, ...lines]);
    assert.equal(code, 1);
    assert.match(stderr, /error: worker \d+ \(turning\) has ended\n.*the main thread now/);
    // It may hear of the end with the first line, or with the one after it.
    assert.match(stdout, /^(10\n){1,2}$/, stderr);
  });
});

for (const name of ['piscina', 'tinypool']) {
  test(`the idle worker of a pool is looked at: ${name}`, name === 'piscina' ? {} : long, async () => {
    await withTarget('pools/pool.cjs', { args: [import.meta.resolve(name)] }, async (target) => {
      const { run, json, detach } = await attachConsole(target);
      try {
        const [{ result }] = await json('.workers');
        assert.equal(result.workers.length, 1);
        await run(`.use worker ${result.workers[0].threadId}`);
        assert.match(await run('.collections'), /results +Map +1,000/);
        assert.match(await run('.use tasks'), /tasks\.cjs/);
        assert.equal((await json('results.size'))[0].result.value, 1000);
      } finally {
        await detach();
      }
    });
  });
}
