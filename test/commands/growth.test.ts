import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Json } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';

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

test('the counts of all classes are appended to a file, a row a class and call', async (t) => {
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
