import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, observeLiveSizes } from '#src/isolate/live-sizes.js';
import { readMemory } from '#src/isolate/memory.js';
import { judgeLiveSizes } from '#src/subjects/judge-live-sizes.js';
import { expectCode, leakconsole } from '../helpers/cli.js';
import { type TestConsole, withConsole } from '../helpers/console.js';
import { longOnOneLine } from '../helpers/long.js';

const RUNS = 30;
/** Of the service's time: its cache is full after 40 of them. */
const FOR_MS = 100_000;
const LEAK_PER_SECOND = 0.5e6;

/** Looks at test/fixtures/trend.cjs by its own time: it works while we wait. */
async function look({ target, evaluate }: TestConsole, leakPerSecond: number) {
  const never = new AbortController().signal;
  let now = Date.UTC(2026, 0, 1);
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      await evaluate(`service.work(${ms}, ${leakPerSecond})`);
      now += ms;
    },
  };
  const sizes = [];
  const options = { forMs: FOR_MS, clock, signal: never, notice: (text: string) => assert.fail(text) };
  for await (const size of observeLiveSizes(target, options)) sizes.push(size);
  return judgeLiveSizes(sizes, await readMemory(target.session));
}

test('a service that warms up is never called a leak, one that leaks 0.5 MB/s always', longOnOneLine, async () => {
  await withConsole(
    'trend.cjs',
    async (console) => {
      await console.evaluate('service.work(1000, 0)');
      const verdicts = { healthy: [] as string[], leaking: [] as string[] };
      for (let run = 1; run <= RUNS; run++) {
        await console.evaluate(`service.restart(${run})`);
        verdicts.healthy.push((await look(console, 0)).verdict);
        await console.evaluate(`service.restart(${run})`);
        const { verdict, memory, bytesPerHour, limit, limitAt } = await look(console, LEAK_PER_SECOND);
        verdicts.leaking.push(verdict);
        assert.deepEqual([memory, limit], ['heap', 'heap limit']);
        const perSecond = bytesPerHour! / 3600;
        assert.ok(perSecond > 0.8 * LEAK_PER_SECOND && perSecond < 1.2 * LEAK_PER_SECOND, `${perSecond} B/s`);
        assert.ok(limitAt![0] <= limitAt![1]);
      }
      assert.deepEqual(verdicts.leaking, new Array(RUNS).fill('leak'));
      assert.ok(!verdicts.healthy.includes('leak'), verdicts.healthy.join(' '));
    },
    { console: { force: true } },
  );
});

test('from the shell: a verdict, a chart, and the sizes as CSV', async () => {
  await withConsole('service.cjs', async (_, target) => {
    const result = await leakconsole(['trend', target.url, '--for', '5s', '--max-pause', '20s']);
    expectCode(result, 0);
    assert.match(result.stdout, /^ *[\d.]+ \wB ┤/);
    assert.match(result.stdout, /^(stable|undecided|warming up): /m);
    assert.match(result.stdout, /^\d+ full collections?, \d+ forced; the longest took \d+ ms$/m);
  });
});

test('what would stall the target too long is not forced', async () => {
  await withConsole(
    'service.cjs',
    async ({ json, notices }) => {
      const [{ result }] = await json('.trend --for 5s');
      assert.equal(result.live.filter(({ forced }: { forced: boolean }) => forced).length, 0);
      assert.match(
        notices.join('\n'),
        /to force a full collection would stall the target for about \d+ ms \(allowed: 1 ms\)/,
      );
    },
    { console: { maxPause: 1 } },
  );
});
