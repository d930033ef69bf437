import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../helpers/cli.js';
import { startLeakconsole } from '../helpers/cli.js';
import { type TestConsole, withConsole } from '../helpers/console.js';

/** Makes garbage, and collects all of it, until some work is done. */
async function collectWhile<T>({ evaluate, target }: TestConsole, work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await evaluate('service.work(5000, 1e6)');
    await target.session.send('HeapProfiler.collectGarbage');
  }
  return await done;
}

/** Watches the collections of a target until they look like `pattern`; gives what was shown. */
async function watchUntil(console: TestConsole, url: string, options: readonly string[], pattern: RegExp) {
  const watch = startLeakconsole(['gc', url, '--watch', ...options]);
  await collectWhile(console, watch.wrote(pattern));
  watch.child.kill('SIGINT');
  return await watch.ended;
}

test('collections are told as they happen, with what is alive after full ones', async () => {
  await withConsole('trend.cjs', async (console, { url }) => {
    const watched = await watchUntil(console, url, ['--json'], /(?=.*Scavenge)(?=(?:.*MarkSweepCompact){3})/s);
    const results = watched.json().map(({ result }) => result);
    const runs: Json[] = results.flatMap(({ collections }) => collections);
    assert.deepEqual([...new Set(runs.map(({ type }) => type))].sort(), ['MarkSweepCompact', 'Scavenge']);
    for (const { type, count, ms, longestMs, beforeBytes, afterBytes, promotedBytes } of runs) {
      assert.ok(count >= 1 && ms >= longestMs && longestMs > 0 && beforeBytes > 0 && afterBytes > 0);
      assert.ok(type === 'Scavenge' ? promotedBytes >= 0 : promotedBytes === 0 && count === 1);
    }
    const { live, timeShare } = results.at(-1)!;
    assert.equal(live.length, runs.filter(({ type }) => type === 'MarkSweepCompact').length);
    assert.ok(live.at(-1) > live[0], `what leaks stays: ${live}`);
    assert.ok(timeShare > 0 && timeShare < 1);
  });
});

test('a line tells kind, time, the heap before and after; the curve is that of what is alive', async () => {
  await withConsole('trend.cjs', async (console, { url }) => {
    const { stdout } = await watchUntil(console, url, [], /(?=.*scavenge)(?=.*mark-compact.*▁.*█)/s);
    assert.match(
      stdout,
      /^\d\d:\d\d:\d\d {2}\d+ scavenges? +[\d.]+ ms +[\d.]+ [kM]?B → +[\d.]+ [kM]?B \+?[\d.]+ [kM]?B promoted/m,
    );
    assert.match(stdout, /^\d\d:\d\d:\d\d {2}1 mark-compact +[\d.]+ ms .* live.*▁.*█/m);
  });
});

test('it ends by itself after a time, and by Ctrl-C', async () => {
  await withConsole('trend.cjs', async (console, { url }) => {
    const watch = startLeakconsole(['gc', url, '--watch']);
    await collectWhile(console, watch.wrote(/mark-compact/));
    watch.child.kill('SIGINT');
    assert.doesNotMatch((await watch.ended).stderr, /error/);
    const ended = await collectWhile(console, console.json('.gc --for 1s'));
    assert.ok(ended.length > 0);
    const [{ result }] = await console.json('.gc');
    assert.ok(result.pauseMs > 0 && result.before.rssBytes > 0, 'without --watch it collects once');
  });
});
