import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listBrowsers } from '#src/target/browsers.js';
import { lacksBrowser, withBrowser } from '../helpers/browser.js';
import { expectCode, expectFailure, type Json, leakconsole, startLeakconsole } from '../helpers/cli.js';
import { long } from '../helpers/long.js';

const skip = lacksBrowser;

/** A page that keeps orders in a Map, and rows that it has taken out of the document, when it is told to. */
const SHOP = `<!doctype html><title>Shop</title><ul id="list"></ul>
<script>
class Order { constructor(id) { this.id = id; this.note = 'order number ' + id; } }
const orders = new Map();
const removed = [];
function work(times) {
  for (let i = 0; i < times; i++) {
    orders.set(orders.size, new Order(orders.size));
    const row = document.createElement('li');
    document.getElementById('list').append(row);
    row.remove();
    removed.push(row);
  }
}
work(10);
</script>`;

/** Runs lines on a target without asking, and gives their results. */
async function run(target: string | number, ...lines: string[]): Promise<Json[]> {
  const words = lines.flatMap((line) => ['-e', line]);
  const result = await leakconsole(['attach', target, '--json', '--max-pause', '60s', ...words]);
  expectCode(result, 0);
  return result.json();
}

test('a page is asked by expressions, and looked at by snapshots', { skip }, () =>
  withBrowser(SHOP, async ({ port }) => {
    const [size, first, base, , growth, diff, order, row, strings] = await run(
      port,
      'orders.size',
      '.types 5',
      '.growth',
      'work(300)',
      '.growth',
      '.diff',
      '.retainers Order',
      '.retainers "Detached <li>"',
      '.strings 3',
    );
    assert.deepEqual(size.result, { type: 'number', value: 10, text: '10' });
    const { title, isolate, pid, runtime } = size.target;
    assert.deepEqual({ title, isolate, pid }, { title: 'Shop', isolate: 'page', pid: null });
    assert.match(runtime, /^(Headless)?Chrome \d/);
    assert.equal(first.lens, 'snapshot');
    assert.ok(first.cost.pauseMs > 0 && first.cost.rssDeltaBytes === null);
    // The snapshot of .types is its base.
    assert.ok(base.result.since >= first.result.takenAt);
    const grown = new Map(growth.result.types.map(({ name, delta }: Json) => [name, delta]));
    assert.equal(grown.get('Order'), 300);
    assert.equal(grown.get('Detached <li>'), 300);
    const order300 = growth.result.types.find(({ name }: Json) => name === 'Order');
    assert.match(order300.location, /^page-1\.html:3$/);
    assert.equal(growth.next, '.retainers Order');
    assert.equal(diff.result.types.find(({ name }: Json) => name === 'Order').new, 300);
    const [path] = order.result.paths;
    assert.equal(order.result.count, 310);
    assert.equal(path.count, 310);
    assert.deepEqual([path.start.name, path.steps[0].edge], ['page-1.html', 'orders']);
    assert.equal(row.result.count, 310);
    assert.match(JSON.stringify(row.result.paths), /removed/);
    assert.ok(Array.isArray(strings.result.strings));
  }),
);

test(
  'the value of an expression is found in a snapshot, and is not held by us there',
  { skip: skip || long.skip },
  () =>
    withBrowser(SHOP, async ({ port }) => {
      const [size, order, , later, row, gone] = await leakconsole(
        [
          'attach',
          port,
          '--json',
          '--max-pause',
          '60s',
          ...[
            '.size orders',
            '.retainers orders.get(3)',
            'work(5)',
            '.object orders.get(12)',
            '.retainers removed[14]',
          ],
          '.retainers nowhere.at.all',
        ].flatMap((word) => (/^\.|^work/.test(String(word)) ? ['-e', word] : [word])),
      ).then((result) => result.json());
      assert.equal(size.result.name, 'Map');
      assert.equal(size.result.types.find(({ name }: Json) => name === 'Order').count, 10);
      const [path] = order.result.paths;
      assert.deepEqual([path.start.name, path.steps[0].edge], ['page-1.html', 'orders']);
      assert.equal(order.result.tree.retainers.length, 1, 'nothing but the Map holds it');
      assert.equal(later.result.className, 'Order');
      assert.match(JSON.stringify(row.result.paths), /removed/);
      assert.match(gone.error.message, /no class/);
    }),
);

test('that an answer is of an earlier snapshot is said once, and not of one that was taken for it', { skip }, () =>
  withBrowser(SHOP, async ({ port }) => {
    const saysWhich = async (...lines: string[]): Promise<number> => {
      const words = lines.flatMap((line) => ['-e', line]);
      const result = await leakconsole(['attach', port, '--max-pause', '60s', ...words]);
      expectCode(result, 0);
      return (result.stdout + result.stderr).match(/\.snapshot takes a new one/g)?.length ?? 0;
    };
    assert.equal(await saysWhich('.retainers orders.get(3)'), 0);
    assert.equal(await saysWhich('.types 1', '.retainers orders.get(3)'), 1);
    assert.equal(await saysWhich('.types 1', '.retainers Order'), 1);
  }),
);

test('nothing of ours is put into a page', { skip: skip || long.skip }, () =>
  withBrowser(SHOP, async ({ port }) => {
    const names = 'Object.getOwnPropertyNames(globalThis).sort().join()';
    const symbols = 'Object.getOwnPropertySymbols(globalThis).length';
    const before = await run(port, names, symbols);
    await run(port, '({ made: orders })', '.types 3', '.retainers Order', '.growth', '.snapshot --no-file');
    const after = await run(port, names, symbols, '.types 3');
    assert.deepEqual(
      after.slice(0, 2).map(({ result }) => result),
      before.map(({ result }) => result),
    );
    // The last value of an expression is let go of before a look.
    const [, held] = await run(port, 'new (class Temporary {})()', '.types --filter "^Temporary$"');
    assert.deepEqual(held.result.types, []);
  }),
);

test('what cannot be done in a page is refused in one line', { skip: skip || long.skip }, () =>
  withBrowser(SHOP, async ({ port }) => {
    for (const command of ['mem', 'collections', 'modules', 'workers']) {
      const what = new RegExp(`^error: ${command} needs a process of Node, and this is a page`);
      expectFailure(await leakconsole([command, port]), { code: 2, what, hint: /heap snapshots/ });
    }
    expectFailure(await leakconsole(['types', port, '--no-pause']), {
      code: 2,
      what: /--no-pause/,
      hint: /leave it out/,
    });
    expectFailure(await leakconsole(['types', port, '--max-pause', '1ms']), {
      code: 3,
      what: /a heap snapshot would stall the target for about .* \(allowed: 1 ms\)/,
      hint: /--max-pause \d+s/,
    });
    expectFailure(await leakconsole(['eval', port, 'orders.clear()', '--read-only']), {
      what: /would change something in the page/,
      hint: /without --read-only/,
    });
    expectCode(await leakconsole(['eval', port, 'orders.size', '--read-only']), 0);
    expectFailure(await leakconsole(['eval', port, 'for (;;);', '--timeout', '200ms']), {
      what: /took longer than 0.2 s and was ended/,
      hint: /--timeout/,
    });
    const thrown = await leakconsole(['eval', port, 'null.x']);
    expectCode(thrown, 1);
    assert.match(thrown.stderr, /^Uncaught TypeError: Cannot read properties of null/);
  }),
);

test('one of several pages is chosen by its title, its URL or its id', { skip: skip || long.skip }, () =>
  withBrowser(SHOP, async ({ port, open, url, pid }) => {
    await open('<title>Inbox</title><script>const mails = 3</script>');
    const pages = (await listBrowsers()).find((browser) => browser.pid === pid)!.pages;
    const titles = pages.map(({ title }) => title).sort();
    assert.deepEqual(titles, ['Inbox', 'Shop']);
    for (const target of [port, url]) {
      expectFailure(await leakconsole(['eval', target, '1']), {
        what: /there are 2 pages at 127\.0\.0\.1:\d+/,
        hint: new RegExp(`${port}/page:[0-9A-F]{8} \\((Inbox|Shop)\\), ${port}/page:`),
      });
    }
    const inbox = pages.find(({ title }) => title === 'Inbox')!;
    for (const target of [`${port}/page:inbo`, `${port}/page:page-2.html`, inbox.target, inbox.webSocketUrl]) {
      const [mails] = await run(target, 'mails');
      assert.equal(mails.result.value, 3, target);
      assert.equal(mails.target.title, 'Inbox');
    }
    expectFailure(await leakconsole(['eval', `${port}/page:nowhere`, '1']), {
      what: /no page at .* is called “nowhere”/,
      hint: /Shop/,
    });
    const listed = await leakconsole(['ps']);
    assert.match(listed.stdout, new RegExp(`Chrome .*, process ${pid}, at 127\\.0\\.0\\.1:${port}`));
    assert.match(listed.stdout, new RegExp(`^${inbox.target}\\s+page\\s+Inbox`, 'm'));
  }),
);

test(
  'a page that is loaded anew makes earlier snapshots worthless, and one that is closed ends the console',
  {
    skip: skip || long.skip,
  },
  () =>
    withBrowser(SHOP, async ({ port, ask }) => {
      const cli = startLeakconsole(['attach', port, '--max-pause', '60s']);
      const type = (line: string) => cli.child.stdin!.write(`${line}\n`);
      try {
        type('globalThis.loadedOnce = true');
        type('.snapshot --no-file');
        await cli.wrote(/taken, not written/);
        type('location.reload()');
        while ((await run(port, 'typeof loadedOnce'))[0].result.value !== 'undefined');
        type('.snapshot --no-file');
        // Of two streams, either may be read first.
        await cli.wrote(/the page was loaded anew/);
        await cli.wrote(/taken, not written[\s\S]*taken, not written/);
        type('.diff');
        await cli.wrote(/only the snapshot of .*, and nothing to compare it with/);
        const pages = ((await (await ask('list')).json()) as Json[]).filter(({ type }) => type === 'page');
        type('await new Promise(() => {})');
        await cli.wrote(/waiting for the page/);
        await ask(`close/${pages[0].id}`);
        await cli.wrote(/the target is gone/);
        expectCode(await cli.ended, 1);
      } finally {
        cli.child.kill();
      }
    }),
);

test(
  'a snapshot of a page goes into a file without its secrets, and is read like any other',
  { skip: skip || long.skip },
  () =>
    withBrowser(SHOP, async ({ port }) => {
      const folder = await mkdtemp(join(tmpdir(), 'leakconsole-page-'));
      const path = join(folder, 'shop.heapsnapshot');
      try {
        expectCode(await leakconsole(['snapshot', port, path, '--redact', '--max-pause', '60s']), 0);
        assert.doesNotMatch(await readFile(path, 'latin1'), /order number 7/);
        const read = await leakconsole(['retainers', path, 'Order', '--json']);
        expectCode(read, 0);
        assert.equal(read.json()[0].result.count, 10);
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
);

/** Numbers take as many bytes as objects do, and are no nodes of a snapshot. */
const NUMBERS = `<!doctype html><title>Numbers</title>
<script>const columns = []; for (let i = 0; i < 10; i++) columns.push(new Array(2e6).fill(i + 0.5));</script>`;

test('a page of large arrays is no expensive one', { skip }, () =>
  withBrowser(NUMBERS, async ({ port }) => {
    // Of a heap of objects of this size 30 s would be expected.
    const result = await leakconsole(['types', port, '--json', '--max-pause', '10s']);
    expectCode(result, 0);
    assert.equal(result.json()[0].lens, 'snapshot');
  }),
);
