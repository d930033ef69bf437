import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startProxy } from '../helpers/proxy.js';
import { withSession } from '../helpers/session.js';
import { withTarget } from '../helpers/target.js';
import { keys, startTerminal } from '../helpers/terminal.js';
import { until } from '../helpers/until.js';

const skip = process.platform === 'win32' && 'a terminal of another kind';

test('a console whose connection breaks connects again to the same process', { skip }, () =>
  withSession('service.mjs', async (direct, { port, pid }) => {
    const times = async () => (await direct.send('Runtime.evaluate', { expression: 'globalThis.times' })).result.value;
    const proxy = await startProxy(port);
    const t = startTerminal(['attach', proxy.port]);
    try {
      await t.shows(new RegExp(`attached to ${pid} .*\\n`));
      await t.shows(/service\.mjs> $/);
      assert.equal(await t.ask('let mine = 5; mine'), '5');
      proxy.reset();
      await t.shows(/broke:\s+connecting\s+again/);
      await t.shows(/connected\s+again,\s+to\s+the\s+same\s+process/);
      await t.shows(/> $/);
      assert.match(await t.ask('cache.size'), /2$/);
      assert.match(await t.ask('mine'), /ReferenceError/);

      // What was under way fails, and is not done again.
      t.type(`globalThis.times = (globalThis.times ?? 0) + 1; await new Promise(() => {})${keys.enter}`);
      await t.shows(/\n/);
      await until(async () => (await times()) === 1);
      proxy.reset();
      await t.shows(/the\s+connection\s+to\s+\S+\s+broke/);
      await t.shows(/connected\s+again,\s+to\s+the\s+same\s+process/);
      await t.shows(/> $/);
      assert.match(await t.ask('times'), /1$/);
      t.type(keys.ctrlD);
      assert.equal(await t.ended, 0);
    } finally {
      t.kill('SIGKILL');
      proxy.close();
    }
  }),
);

test('a console whose process is gone, and another is in its place, ends', { skip }, () =>
  withTarget('service.mjs', {}, async ({ port }) => {
    const proxy = await startProxy(port);
    const t = startTerminal(['attach', proxy.port]);
    try {
      await t.shows(/service\.mjs> $/);
      await withTarget('service.mjs', {}, async (other) => {
        proxy.leadTo(other.port);
        proxy.reset();
        await t.shows(/connecting\s+again/);
        await t.shows(/the\s+target\s+is\s+gone/);
        assert.equal(await t.ended, 1);
      });
    } finally {
      t.kill('SIGKILL');
      proxy.close();
    }
  }),
);
