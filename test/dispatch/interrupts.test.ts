import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interrupts } from '#src/dispatch/interrupts.js';
import { Interrupted } from '#src/isolate/wait-for-target.js';

test('Ctrl-C ends work at once', () => {
  const interrupts = new Interrupts();
  interrupts.interrupt();
  assert.ok(interrupts.signal.reason instanceof Interrupted);
});

test('the first Ctrl-C asks work to end that can end early, the second one ends it', async () => {
  const interrupts = new Interrupts();
  const seen = await interrupts.untilEnough(async (enough) => {
    interrupts.interrupt();
    assert.deepEqual([enough.aborted, interrupts.signal.aborted], [true, false]);
    return 'what it has';
  });
  assert.equal(seen, 'what it has');
  await interrupts.untilEnough(async (enough) => {
    interrupts.interrupt();
    assert.deepEqual([enough.aborted, interrupts.signal.aborted], [false, true]);
  });
});

test('a termination ends such work at once', async () => {
  const interrupts = new Interrupts();
  await interrupts.untilEnough(async (enough) => {
    interrupts.end();
    assert.deepEqual([enough.aborted, interrupts.signal.aborted], [false, true]);
  });
});

test('after work that can end early, Ctrl-C ends what follows', async () => {
  const interrupts = new Interrupts();
  await interrupts.untilEnough(async () => {});
  interrupts.interrupt();
  assert.equal(interrupts.signal.aborted, true);
});
