import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Json } from '../helpers/cli.js';
import { type TestConsole, withConsole } from '../helpers/console.js';
import { longOnOneLine } from '../helpers/long.js';
import { withTarget } from '../helpers/target.js';
import { keys, startTerminal } from '../helpers/terminal.js';
import { underLoad } from '../helpers/under-load.js';
import { until } from '../helpers/until.js';

const folder = mkdtempSync(join(tmpdir(), 'leakconsole-early-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `.diagnose`, and interrupts it before, or in, the look of that number. */
async function interruptBefore(console: TestConsole, look: number, options: string): Promise<Json> {
  const work = console.json(`.diagnose ${options}`);
  await until(() => console.phases.some((phase) => phase.includes(`look ${look} of 6`)));
  console.interrupt();
  return (await work)[0].result;
}

test('Ctrl-C ends the looks early, with the findings of five', { ...longOnOneLine, timeout: 300_000 }, async () => {
  await withConsole('leaks/cache.cjs', async (console, target) => {
    const result = await underLoad(target, '/users/', () => interruptBefore(console, 6, '--for 5s'));
    const shown = JSON.stringify(result, null, 1);
    assert.deepEqual([result.verdict, result.looks, result.plannedLooks], ['leak', 5, 6], shown);
    assert.equal(result.findings[0].holder.path, 'main.cache', shown);
    assert.ok(result.findings[0].share > 0, 'a snapshot fits the budget');
    assert.deepEqual(result.notLookedAt, ['the service after 5 of 6 looks: Ctrl-C ended it']);
    assert.equal(console.target.sampling, null);
  });
});

test('of fewer looks nothing is certain, and no snapshot is taken for it', {
  ...longOnOneLine,
  timeout: 300_000,
}, async () => {
  await withConsole('leaks/cache.cjs', async (console, target) => {
    const result = await underLoad(target, '/users/', () => interruptBefore(console, 4, '--for 5s'));
    const shown = JSON.stringify(result, null, 1);
    assert.deepEqual([result.verdict, result.looks, result.findings], ['undecided', 3, []], shown);
    assert.match(result.summary, /^3 looks are too few to tell$/);
    assert.match(result.remarks.join('\n'), /^main\.cache grew by \d+, at 2 of 2 looks$/m);
    assert.deepEqual(result.biggest, []);
  });
});

test('before the second look there is nothing to tell, and nothing is left', { timeout: 300_000 }, async () => {
  await withConsole('service.cjs', async (console) => {
    await assert.rejects(interruptBefore(console, 2, '--for 10m'), /interrupted before the second look/);
    assert.equal(console.target.sampling, null);
  });
});

test('on a terminal, and in the console: a page of what was seen, or one line', {
  ...longOnOneLine,
  skip: process.platform === 'win32' && 'a terminal of another kind',
  timeout: 300_000,
}, async () => {
  const page = join(folder, 'page.html');
  await withTarget('leaks/cache.cjs', {}, async (target) => {
    await underLoad(target, '/users/', async () => {
      const once = startTerminal(['diagnose', target.port, '--for', '60s', '--html', page]);
      await once.shows(/look 3 of 6/);
      once.type(keys.ctrlC);
      await once.shows(/undecided · 2 looks are too few to tell\n2 of 6 looks in /);
      assert.equal(await once.ended, 0);
      assert.match(readFileSync(page, 'utf8'), /2 of 6 looks in /);
      const prompt = startTerminal(['attach', target.port]);
      await prompt.shows(/> $/);
      prompt.type(`.diagnose --for 60s${keys.enter}`);
      await prompt.shows(/look 2 of 6/);
      prompt.type(keys.ctrlC);
      await prompt.shows(/interrupted before the second look: there is nothing to tell yet\n.*> $/s);
      prompt.type(keys.ctrlD);
      assert.equal(await prompt.ended, 0);
    });
  });
});
