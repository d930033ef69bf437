import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { expectCode, expectFailure, type Json, leakconsole, startLeakconsole } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { startTarget } from '../helpers/target.js';

const deltaOf = ({ result }: Json, name: string): number =>
  result.types.find((type: { name: string }) => type.name === name)?.delta ?? 0;

test('a mark, and a series of looks: each tells what grew since the one before, the last also since the base', async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text, run }) => {
    const grow = (count: number) => text(`for (let i = 0; i < ${count}; i++) findUser('g' + cache.size)`);
    await json('.mark before');
    await grow(3);
    assert.equal(deltaOf((await json('.growth --since before'))[0], 'User'), 3);
    await grow(2);
    const [since] = await json('.growth --since before');
    assert.equal(deltaOf(since, 'User'), 5);
    assert.ok(since.result.ms > 0 && since.result.types[0].perMinute > 0);
    await assert.rejects(run('.growth --since after'), { code: 'unknown-mark', hint: /before/ });

    await text('globalThis.timer = setInterval(() => findUser("t" + cache.size), 5)');
    const looks = await json('.growth 50 --every 100ms --count 3');
    const [base, second, third, whole] = looks.map((look) => deltaOf(look, 'User'));
    assert.equal(looks.length, 4);
    assert.deepEqual([looks[0].result.since, base], [null, 0]);
    assert.ok(second > 0 && third > 0);
    assert.equal(whole, second + third);
    const user = looks[3].result.types.find(({ name }: { name: string }) => name === 'User');
    assert.equal(user.always, true);
  });
});

test('a look since a mark leaves the looks without as they are', long, async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text }) => {
    await json('.mark before');
    await text('findUser("a")');
    const [since] = await json('.growth --since before');
    assert.equal(deltaOf(since, 'User'), 1);
    const [base] = await json('.growth');
    assert.equal(base.result.since, null);
    await text('findUser("b")');
    await json('.growth --since before');
    const [next] = await json('.growth');
    assert.deepEqual([next.result.since, deltaOf(next, 'User')], [base.result.takenAt, 1]);
  });
});

test('a series since a mark has the mark as its base', async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text }) => {
    const [mark] = await json('.mark before');
    await text('findUser("a")');
    const [first, second, whole] = await json('.growth --since before --every 100ms --count 2');
    assert.deepEqual([first.result.since, deltaOf(first, 'User')], [mark.result.takenAt, 1]);
    assert.equal(second.result.since, first.result.takenAt);
    assert.deepEqual([whole.result.since, whole.result.looks], [mark.result.takenAt, 2]);
  });
});

test('one command from the shell sets no mark and knows none, and says where marks live', async () => {
  const target = await startTarget('leaks/cache.cjs');
  try {
    const marked = await leakconsole(['mark', target.port, 'before']);
    expectFailure(marked, { code: 2, what: /a mark lives as long as its console/, hint: /attach.*\.mark <name>/ });
    assert.equal(marked.stdout, '', 'it has cost the target nothing');
    const [{ error }] = (await leakconsole(['mark', target.port, 'before', '--json'])).json();
    assert.equal(error.code, 'only-in-console');
    const since = ['growth', target.port, '--since', 'before'];
    for (const args of [since, [...since, '--every', '100ms', '--count', 1]]) {
      expectFailure(await leakconsole(args), {
        what: /no mark before/,
        hint: /lives as long as its console.*\.mark before/,
      });
    }
    const lines = ['-e', '.mark before', '-e', '.growth --since before'];
    expectCode(await leakconsole(['attach', target.port, ...lines]), 0);
  } finally {
    await target.stop();
  }
});

test('Ctrl-C after the first step of a series tells what has grown since the base', async () => {
  const target = await startTarget('leaks/cache.cjs');
  try {
    const { child, wrote, ended } = startLeakconsole(['growth', target.port, '--every', '500ms']);
    await wrote(/ ago\n/);
    child.kill('SIGINT');
    const result = await ended;
    expectCode(result, 0);
    assert.match(result.stdout, /^since the base, \d+ looks, .*:$/m);
  } finally {
    await target.stop();
  }
});

test(
  'a series of snapshots: each tells what is new and gone since the one before, the last also since the base',
  long,
  async () => {
    await withConsole('leaks/cache.cjs', async ({ json, text }) => {
      await text('globalThis.timer = setInterval(() => findUser("t" + cache.size), 5)');
      const looks = await json('.growth 500 --snapshot --every 100ms --count 3');
      assert.equal(looks.length, 4);
      const [base, ...users] = looks.map(({ result }) =>
        result.types.find(({ name }: { name: string }) => name === 'User'),
      );
      assert.deepEqual([looks[0].result.since, looks[0].result.totalDelta, base], [null, null, undefined]);
      const [second, third, whole] = users;
      for (const row of users) {
        assert.ok(row.new > 0 && row.shallowDeltaBytes > 0 && row.location.startsWith('cache.cjs:'));
        assert.ok(row.place.url.startsWith('file:///') && row.place.column > 0 && row.origin === 'own');
        assert.deepEqual([row.deleted, row.delta], [0, row.new]);
      }
      assert.equal(whole.new, second.new + third.new);
      assert.equal(third.count, second.count + third.new);
      assert.deepEqual([second.always, third.always, whole.always], [false, true, true]);
      assert.deepEqual([looks[3].result.since, looks[3].result.looks], [looks[0].result.takenAt, 3]);
      assert.ok(looks[2].cost.pauseMs > 0);
      assert.deepEqual([looks[3].lens, looks[3].cost], ['snapshot', null]);
    });
  },
);

test('what is not shown of what has grown is counted without what has not', long, async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text }) => {
    await text('cache.set("short-lived", new Array(1e5).fill(0).map((_, index) => ({ index })))');
    await json('.growth --snapshot');
    await text('cache.clear(); findUser("a")');
    const [{ result }] = await json('.growth 1 --snapshot');
    const [{ result: whole }] = await json('.diff --n 5000');
    const grown = whole.types.filter((row: Json) => row.delta > 0 || row.deltaBytes > 0);
    assert.ok(grown.length < whole.types.length);
    assert.deepEqual([result.types.length, result.more], [1, grown.length - 1]);
  });
});

test('snapshots do not go with marks and walks, and the user is told', async () => {
  await withConsole('leaks/cache.cjs', async ({ run, target }) => {
    const wrongUsage = { code: 'usage', exitCode: 2 };
    await run('.mark before');
    await assert.rejects(run('.growth --snapshot --since before'), { ...wrongUsage, message: /--since/ });
    await assert.rejects(run('.growth --snapshot --no-pause'), { ...wrongUsage, message: /--no-pause/ });
    assert.equal(target.snapshots.list.length, 0);
  });
});

test('nothing that a look of ours causes in an idle target is told as growth', async () => {
  await withConsole('contents.cjs', async ({ json }) => {
    await json('.growth');
    for (let look = 0; look < 2; look++) {
      const [{ result }] = await json('.growth 50');
      // Node itself may end a few things that its start has left.
      const grown = result.types.filter(({ delta }: { delta: number }) => delta > 2);
      assert.deepEqual(grown, []);
    }
  });
});

test('from the shell it looks twice, so far apart as --for says', long, async () => {
  const target = await startTarget('contents.cjs');
  try {
    const looks = (await leakconsole(['growth', target.port, '--for', '100ms', '--json'])).stdout.trim().split('\n');
    assert.equal(looks.length, 2);
    assert.equal(JSON.parse(looks[1]).result.since, JSON.parse(looks[0]).result.takenAt);
    const wrong = await leakconsole(['growth', target.port, '--for', '100ms', '--count', 3]);
    expectFailure(wrong, { code: 2, what: /--for does not go with --count/, hint: /--for looks twice/ });
  } finally {
    await target.stop();
  }
});

test('the counts of all classes are appended to a file, a row a class and call', long, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-csv-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'types.csv');
  await withConsole('leaks/cache.cjs', async ({ json }, { get }) => {
    await get('/');
    await json(`.types 1 --filter ^User$ --csv ${file}`);
    await get('/');
    await json(`.types 1 --filter ^User$ --csv ${file} --snapshot`);
    const [names, counted, sized, ...rest] = (await readFile(file, 'utf8')).split('\n');
    assert.equal(names, 'time,name,location,count,shallowBytes,retainedBytes');
    assert.match(counted, /^\d{4}-\d\d-\d\dT[\d:.]+Z,User,cache\.cjs:\d+,1,,$/);
    assert.match(sized, /^\d{4}-\d\d-\d\dT[\d:.]+Z,User,cache\.cjs:\d+,2,\d+,\d+$/);
    assert.deepEqual(rest, ['']);
  });
});

test('a class comes before the classes of its parts, though there are more of these', long, async () => {
  await withConsole('named-by-program.cjs', async ({ json, text }) => {
    await json('.growth');
    for (let n = 0; n < 20; n++) await text('grow(), 0');
    const [{ result }] = await json('.growth');
    const classes = result.types.filter(({ name }: { name: string }) => /^(Whole|Part)$/.test(name));
    assert.deepEqual(
      classes.map(({ name, delta }: { name: string; delta: number }) => [name, delta]),
      [
        ['Whole', 20],
        ['Part', 40],
      ],
    );
  });
});
