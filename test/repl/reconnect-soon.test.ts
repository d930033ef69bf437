import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveTarget } from '#src/dispatch/target.js';
import { type ErrorCode, UserError } from '#src/errors.js';
import { Interrupted } from '#src/isolate/wait-for-target.js';
import { reconnectSoon } from '#src/repl/reconnect-soon.js';

/** A target whose attempts to connect again fail so; counts them. */
function failingWith(code: ErrorCode, whenTried: () => void = () => {}) {
  const tried = { times: 0 };
  const reconnect = async () => {
    tried.times++;
    whenTried();
    throw new UserError(code, code);
  };
  return { target: { reconnect } as unknown as LiveTarget, tried };
}

test('Ctrl-C between two attempts is told as what it is', async () => {
  const controller = new AbortController();
  const { target, tried } = failingWith('nothing-listens', () => controller.abort(new Interrupted()));
  await assert.rejects(reconnectSoon(target, controller.signal), { code: 'interrupted' });
  assert.equal(tried.times, 1);
});

test('what waiting does not change is not tried again', async () => {
  for (const code of ['target-gone', 'no-process', 'no-thread', 'zombie'] as const) {
    const { target, tried } = failingWith(code);
    await assert.rejects(reconnectSoon(target, new AbortController().signal), { code });
    assert.equal(tried.times, 1, code);
  }
});
