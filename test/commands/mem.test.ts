import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectCode, leakconsole } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';

/** What each leak of test/fixtures/vitals.cjs is, and what the sentence must say. */
const LEAKS = [
  { leak: 'nothing', grows: [], says: /^Nothing grows/ },
  { leak: 'heap', grows: ['heap'], says: /^The JavaScript heap grows\./ },
  { leak: 'buffers', grows: ['buffers'], says: /^The memory of Buffers .* grows\..*\.biggest/ },
  { leak: 'external', grows: ['external'], says: /^The external memory of strings .* grows\..*\.strings/ },
  { leak: 'contexts', grows: ['contexts'], says: /^The number of contexts grows\./ },
  { leak: 'timers', grows: ['timers'], says: /^The number of timers grows\..*\.instances Timeout/ },
  { leak: 'sockets', grows: ['sockets'], says: /^The number of open sockets grows\..*\.retainers Socket/ },
  { leak: 'files', grows: ['files'], says: /^The number of open files grows\./ },
  { leak: 'processes', grows: ['processes'], says: /^The number of child processes grows\..*\.instances ChildProcess/ },
  { leak: 'workers', grows: ['workers'], says: /^The number of workers grows\..*\.instances Worker/ },
  { leak: 'hashes', grows: ['native'], says: /^Native memory grows\..*crypto.*\.biggest.*--probe/ },
  { leak: 'deflates', grows: ['native'], says: /^Native memory grows\..*zlib.*\.biggest.*--probe/ },
  { leak: 'fragmentation', grows: ['native'], says: /^Native memory grows\..*fragmentation/ },
];
// Without /proc, descriptors and threads are not counted, and mapped files not told from native memory.
const skip = process.platform === 'linux' ? false : 'needs Linux';

for (const { leak, grows, says } of LEAKS) {
  test(`one leak at a time is named, and nothing else: ${leak}`, { skip }, async () => {
    await withConsole('vitals.cjs', async ({ json, evaluate }) => {
      // The first time that Node does something it loads code for it.
      await evaluate('leak.nothing()');
      const [first] = await json('.mem');
      assert.deepEqual([first.result.base, first.result.since, first.result.grows], [null, null, []]);
      await evaluate(`await leak.${leak}()`);
      const [{ result, lens }] = await json('.mem');
      const shown = JSON.stringify(result, null, 1);
      assert.deepEqual(result.grows, grows, shown);
      assert.match(result.sentence, says);
      assert.equal(lens, null);
      assertNotNegative(result.vitals);
    });
  });
}

for (const { leak, grows, says } of [
  { leak: 'fragmentation', grows: ['fragmentation'], says: /fragmentation, no leak/ },
  { leak: 'hashes', grows: ['native'], says: /it is in use/ },
]) {
  test(`a probe of malloc tells fragmentation from a leak: ${leak}`, { skip }, async () => {
    await withConsole('vitals.cjs', async ({ json, run, evaluate }) => {
      await evaluate('leak.nothing()');
      await json('.mem');
      await evaluate(`await leak.${leak}()`);
      const [{ result }] = await json('.mem --probe');
      assert.deepEqual(result.grows, grows, JSON.stringify(result, null, 1));
      assert.match(result.sentence, says);
      assert.match(await run('.mem --probe'), /^malloc had [\d.]+ \w+ free of /m);
    });
  });
}

test('a series is compared with its first look, and marks what grows', { skip }, async () => {
  await withConsole('vitals.cjs', async ({ json, run, evaluate }, target) => {
    const [base, later] = (await leakconsole(['mem', target.url, '--every', '100ms', '--count', '2', '--json'])).json();
    assert.equal(later.result.since, base.result.at);
    await run('.mem');
    await evaluate('leak.files()');
    assert.match(await run('.mem'), /^▲ {2}files +\d+ +\+200/m);
    const [{ result }] = await json('.mem');
    assert.deepEqual([result.grows, result.vitals.descriptors.file >= 200], [[], true]);
    expectCode(await leakconsole(['mem', target.url]), 0);
  });
});

function assertNotNegative(vitals: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(vitals)) {
    if (typeof value === 'object' && value !== null) assertNotNegative(value as Record<string, unknown>);
    else assert.ok(value === null || (value as number) >= 0, `${name} is ${value}`);
  }
}
