import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { expectCode, expectFailure, type Json, leakconsole, startLeakconsole } from '../helpers/cli.js';
import { attachConsole, withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { startTarget } from '../helpers/target.js';

const FIXTURE = 'allocations.cjs';

const rowOf = ({ result }: Json, name: string): Json =>
  result.functions.find((row: Json) => row.name === name) ?? { selfBytes: 0, totalBytes: 0, errorBytes: 0, count: 0 };

const isNear = (row: Json, bytes: number, what: string): void =>
  assert.ok(
    Math.abs(row.selfBytes - bytes) <= 4 * row.errorBytes,
    `${what}: ${row.selfBytes} ±${row.errorBytes}, not ${bytes}`,
  );

test('what was allocated since the start and is alive, by function with its place; what was forgotten is gone', async () => {
  await withConsole(FIXTURE, async ({ json, text, run }) => {
    // Exact: V8 would fold allocations of hot code, and count what is folded as one.
    const [started] = await json('.alloc start --exact --interval 32k');
    assert.deepEqual(
      [started.result.intervalBytes, started.result.foreign, started.result.mark],
      [32_000, false, null],
    );
    await text('keepOrders(20_000)');
    const [look] = await json('.alloc top');
    assert.equal(look.lens, 'sampling');
    assert.ok(look.cost.pauseMs > 0);
    assert.equal(look.result.since, started.result.since);
    const [orders, order] = [rowOf(look, 'keepOrders'), rowOf(look, 'Order')];
    const sum = {
      selfBytes: orders.selfBytes + order.selfBytes,
      errorBytes: Math.hypot(orders.errorBytes, order.errorBytes),
    };
    // An Order has 4 words and one array of 60 and 2; a Rush one word and an object of 5 words more.
    isNear(sum, 20_000 * (6 + 4 + 62) * 8, 'orders');
    assert.match(orders.place.url, /\/allocations\.cjs$/);
    assert.match(orders.location, /^allocations\.cjs:\d+$/);
    assert.ok(orders.totalBytes >= orders.selfBytes);
    await text('forget()');
    // The collection of a look ends a marking that V8 has begun, and with it keeps what was marked while it was alive.
    await run('.gc');
    const [after] = await json('.alloc stop');
    assert.ok(rowOf(after, 'keepOrders').selfBytes < orders.selfBytes / 10);
  });
});

test('where nothing was sampled, it says how to see more', async () => {
  await withConsole(FIXTURE, async ({ run }) => {
    await run('.alloc start --interval 100M');
    const shown = await run('.alloc stop');
    assert.match(shown, /\(0\s+samples\s+of\s+100\s+MB\)/);
    assert.match(shown, /one in each 100 MB is\s+sampled: sample for longer, or with a smaller --interval/);
  });
});

test('a mark is a new beginning within the same sampling', async () => {
  await withConsole(FIXTURE, async ({ json, text, run }) => {
    await run('.alloc start --exact --interval 32k');
    await text('keepOrders(20_000)');
    const [mark] = await json('.alloc mark before');
    assert.equal(mark.result.mark, 'before');
    await text('work(1)');
    const [since] = await json('.alloc diff');
    assert.deepEqual([since.result.mark, since.result.since], ['before', mark.result.since]);
    assert.equal(rowOf(since, 'keepOrders').selfBytes, 0);
    isNear({ selfBytes: since.result.liveBytes, errorBytes: since.result.errorBytes }, 10e6, 'work');
    const [all] = await json('.alloc top');
    assert.ok(rowOf(all, 'keepOrders').selfBytes > 0);
    await assert.rejects(run('.alloc diff after'), { code: 'unknown-mark', hint: /before/ });
  });
});

test('callers, files, packages and stacks', async () => {
  await withConsole(FIXTURE, async ({ json, text, run }) => {
    await run('.alloc start --interval 16k');
    await text('work(1)');
    const [callers] = await json('.alloc top 1 --callers --filter keepLarge');
    const [{ callers: called }] = callers.result.functions;
    assert.deepEqual(
      called.map(({ name }: Json) => name),
      ['fill'],
    );
    const [files] = await json('.alloc top --by file');
    assert.equal(files.result.functions[0].name, FIXTURE);
    const [packages] = await json('.alloc top --by package');
    assert.equal(packages.result.functions[0].name, '(the program)');
    const [stacks] = await json('.alloc top --by stack');
    assert.ok(stacks.result.stacks[0].totalBytes > stacks.result.liveBytes * 0.9);
    assert.match(await run('.alloc top --by stack'), /└─ .* keepLarge|├─ .* keepLarge/);
    assert.match(await run('.alloc top --callers'), /keepLarge allocations\.cjs:\d+, called by\n└─ .* fill/);
  });
});

test('Buffers are not seen by the sampler, and told from the totals of the process', async () => {
  await withConsole(FIXTURE, async ({ json, text, run }) => {
    await run('.alloc start --interval 512');
    await text('keepBuffers(200)');
    const [{ result }] = await json('.alloc top');
    assert.ok(result.liveBytes < 2e6);
    // What was there before may have been collected meanwhile.
    assert.ok(result.unseen.arrayBuffersDeltaBytes >= 19e6);
    assert.equal(result.bufferMakers[0].name, 'keepBuffers');
    const line = /not seen by the sampler: \+(19|20)\.\d MB Buffers and typed arrays, made by keepBuffers/;
    assert.match((await run('.alloc top')).replaceAll('\n', ' '), line);
  });
});

test('nothing of ours is among what is alive in an idle target', async () => {
  await withConsole(FIXTURE, async ({ json, run, text }) => {
    await run('.alloc start --interval 1k');
    await text('1 + 1');
    await run('.types');
    const [{ result }] = await json('.alloc top --n 100');
    const ours = result.functions.filter(({ place }: Json) => /leakconsole|node:inspector/.test(place?.url ?? ''));
    assert.deepEqual(ours, []);
  });
});

test('a sampling that is there already is told, and one that is not', async () => {
  await withConsole(FIXTURE, async ({ run }) => {
    await assert.rejects(run('.alloc top'), { code: 'not-sampling', hint: /\.alloc start/ });
    await assert.rejects(run('.alloc mark'), { code: 'usage', hint: /mark before/ });
    await run('.alloc start');
    await assert.rejects(run('.alloc start'), { code: 'already-sampling', hint: /\.alloc stop/ });
    await run('.alloc stop');
    await assert.rejects(run('.alloc stop'), { code: 'not-sampling' });
    await assert.rejects(run('.alloc mark a --for 1s'), { code: 'usage' });
    await assert.rejects(run('.alloc start --interval 10'), { code: 'usage', message: /64/ });
  });
});

test('--exact: functions that hot code inlines have their own bytes; the flags are given back', async () => {
  await withConsole(FIXTURE, async ({ json, text, run }, target) => {
    await text('keepHot(300_000); forget()');
    const [started] = await json('.alloc start --exact --interval 32k');
    assert.equal(started.result.exact, true);
    assert.equal(await text('hasItsFlags()'), 'false');
    await text('keepHot(300_000)');
    const [top] = await json('.alloc top');
    const [own, hot] = [rowOf(top, 'handle'), rowOf(top, 'keepHot')];
    const named = own.selfBytes + rowOf(top, 'User').selfBytes;
    // The list in which they are kept is the caller's own.
    assert.ok(named >= 0.95 * (top.result.liveBytes - hot.selfBytes), `${named} of ${top.result.liveBytes}`);
    assert.ok(hot.selfBytes < 12e6, `${hot.selfBytes} for a list of 300,000`);
    await run('.alloc stop');
    assert.equal(await text('hasItsFlags()'), 'true');
    assert.doesNotMatch(target.output(), /unrecognized flag/);
  });
});

test('--exact ends when its console does, by itself or with a crash', long, async () => {
  const target = await startTarget(FIXTURE);
  try {
    const console = await attachConsole(target);
    const first = await attachConsole(target);
    await first.run('.alloc start --exact');
    assert.equal(await console.text('hasItsFlags()'), 'false');
    await first.detach();
    assert.equal(await console.text('hasItsFlags()'), 'true');
    const second = startLeakconsole(['alloc', target.port, '--for', '10m', '--exact']);
    while ((await console.text('hasItsFlags()')) === 'true') await sleep(100);
    second.child.kill('SIGKILL');
    await second.ended;
    while ((await console.text('hasItsFlags()')) === 'false') await sleep(500);
    await console.detach();
  } finally {
    await target.stop();
  }
});

test('--exact is refused where it would end what the program measures, or nothing may be changed', async () => {
  const env = { NODE_V8_COVERAGE: '/nowhere' };
  await withConsole(
    FIXTURE,
    async ({ run }) =>
      await assert.rejects(run('.alloc start --exact'), { code: 'not-supported', message: /coverage/ }),
    { env },
  );
  await withConsole(
    FIXTURE,
    async ({ run }) => await assert.rejects(run('.alloc start --exact'), { code: 'read-only' }),
    { console: { readOnly: true } },
  );
});

test('traffic: who allocates what is collected', long, async () => {
  await withConsole(FIXTURE, async ({ json, text, run, target }) => {
    if (Number(target.process.description.versions.v8?.split('.', 1)[0]) < 11) {
      await assert.rejects(run('.alloc traffic --for 1s'), { code: 'not-supported', hint: /Node 20/ });
      return;
    }
    await text('globalThis.timer = setInterval(() => { for (let i = 0; i < 1000; i++) makeGarbage(i) }, 5)');
    const [look] = await json('.alloc traffic --for 1s --exact');
    const garbage = rowOf(look, 'makeGarbage').selfBytes;
    assert.ok(look.result.garbage && garbage > 0.7 * look.result.liveBytes, `${garbage} of ${look.result.liveBytes}`);
    assert.match(await run('.alloc traffic --for 500ms'), /allocated in .*, garbage included/);
    assert.equal(target.sampling, null);
    await run('.alloc start');
    const [alive] = await json('.alloc stop');
    assert.ok(rowOf(alive, 'makeGarbage').selfBytes < garbage / 10);
    await assert.rejects(run('.alloc traffic --for 10m'), { code: 'usage', message: /5 min/ });
  });
});

test('what may allocate in a function, and who constructs a class', async () => {
  await withConsole(FIXTURE, async ({ json, text, run }) => {
    await run('.alloc start --exact --interval 32k');
    await text('keepOrders(10_000); keepHot(50_000)');
    const [top] = await json('.alloc top --sites');
    assert.match(rowOf(top, 'Order').candidates[0].text, /new Array\(60\)/);
    const [{ result: orders }] = await json('.alloc of Order');
    assert.deepEqual(
      orders.functions.map(({ name, certainty }: Json) => [name, certainty]),
      [['keepOrders', 'among-others']],
    );
    const [{ result: users }] = await json('.alloc of User');
    assert.deepEqual(
      users.functions.map(({ name, certainty }: Json) => [name, certainty]),
      [['handle', 'only-this-class']],
    );
    assert.match(
      await run('.alloc of User'),
      /handle allocations\.cjs:\d+ constructs nothing else:\n└─ \d+ {2}return new User\(id\);/,
    );
    assert.match(await run('.alloc of Nobody'), /none of the functions that allocate has `new Nobody`/);
    await assert.rejects(run('.alloc of'), { code: 'usage' });
  });
});

test('minified code is told by its original names and lines', long, async () => {
  await withConsole('bundles/out/esbuild-minified.cjs', async ({ json, run }, { get }) => {
    await run('.alloc start --interval 256');
    for (let id = 0; id < 200; id++) await get(`/tea${id}`);
    const [{ result }] = await json('.alloc of Order');
    const [row] = result.functions;
    assert.deepEqual([row.name, row.location], ['addOrder', 'orders.ts:27']);
    assert.match(row.candidates[0].text, /^const order = new Order\(id/);
  });
});

test('pictures and other formats are written beside the answer', async () => {
  const folder = await mkdtemp(`${tmpdir()}/alloc-`);
  try {
    await withConsole(FIXTURE, async ({ json, text, run }) => {
      await run('.alloc start');
      await text('work(1)');
      await run('.alloc mark before');
      await text('keepOrders(20_000)');
      const files = ['flame', 'heapprofile', 'pprof'].map((name) => `--${name} ${folder}/${name}`);
      const [{ written }] = await json(`.alloc diff ${files.join(' ')}`);
      assert.equal(written.length, 3);
      assert.match(await readFile(`${folder}/flame`, 'utf8'), /<g class="new4" data-name="keepOrders"/);
      assert.match(await readFile(`${folder}/heapprofile`, 'utf8'), /^{"head":.*"keepOrders"/);
      assert.ok(Profile.decode(gunzipSync(await readFile(`${folder}/pprof`))).sample.length > 0);
      await assert.rejects(run('.alloc top --pprof -'), { code: 'usage', hint: /name of a file/ });
      await assert.rejects(run(`.alloc mark again --flame ${folder}/again`), { code: 'usage', hint: /top/ });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('from the shell it samples for a while, and leaves nothing running', async () => {
  const target = await startTarget(FIXTURE);
  try {
    const timed = await leakconsole(['alloc', target.port, '--for', '200ms', '--json']);
    expectCode(timed, 0);
    assert.equal(timed.json()[0].result.foreign, false);
    const repeated = await leakconsole(['alloc', target.port, '--every', '100ms', '--count', 2, '--csv', '-']);
    expectCode(repeated, 0);
    assert.match(repeated.stdout, /^time,function,place,self,total,error,samples\n/);
    expectFailure(await leakconsole(['alloc', target.port, 'start']), {
      code: 2,
      what: /needs a console/,
      hint: /--for/,
    });
    expectFailure(await leakconsole(['alloc', target.port, 'top']), { what: /not sampled/, hint: /--for/ });
  } finally {
    await target.stop();
  }
});

test('the sampling of the program itself is read, and goes on', async () => {
  await withConsole(FIXTURE, async ({ json, text }, target) => {
    const post = (method: string, params = '{}') =>
      text(
        `await new Promise((resolve, reject) => session.post('HeapProfiler.${method}', ${params}, (error, result) => error ? reject(error) : resolve(result)))`,
      );
    await text("globalThis.session = new (require('node:inspector').Session)(); session.connect()");
    await post('startSampling', '{ samplingInterval: 16384 }');
    await text('keepOrders(20_000)');
    const [before] = await json('.alloc top');
    assert.deepEqual([before.result.since, before.result.foreign, before.result.intervalBytes], [null, true, 16_384]);
    const [started] = await json('.alloc start');
    assert.equal(started.result.foreign, true);
    await text('work(1)');
    const [since] = await json('.alloc stop');
    assert.equal(rowOf(since, 'keepOrders').selfBytes, 0);
    isNear({ selfBytes: since.result.liveBytes, errorBytes: since.result.errorBytes }, 10e6, 'work');
    const other = await attachConsole(target);
    await other.run('.alloc top');
    await other.detach();
    const whole = await text(
      "await new Promise((resolve) => session.post('HeapProfiler.stopSampling', (error, result) => resolve(error ? 'stopped' : result.profile.samples.length > 500)))",
    );
    assert.equal(whole, 'true');
  });
});
