import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '#src/errors.js';
import { callNow, type Handle } from '#src/session/call.js';
import { ProtocolError } from '#src/session/protocol.js';
import { Session } from '#src/session/session.js';
import type { Transport } from '#src/session/transport/transport.js';

type Ours = Handle<{ work(): number }>;

/** A thread that gives us a realm, refuses a call with such a message, and then ends. */
function endingThread(message: string): Transport {
  let receive = (_text: string): void => {};
  let end = (_reason: UserError | null): void => {};
  return {
    name: 'worker 4',
    send(text) {
      const { id, method } = JSON.parse(text);
      const answer = method === 'Runtime.evaluate' ? { result: { result: { objectId: '1' } } } : { error: { message } };
      queueMicrotask(() => receive(JSON.stringify({ id, ...answer })));
      if (method !== 'Runtime.evaluate') setImmediate(() => end(new UserError('target-gone', 'worker 4 has ended')));
    },
    onMessage: (listener) => (receive = listener),
    onClose: (listener) => (end = listener),
    close: async () => {},
    terminate() {},
  };
}

for (const message of [
  'Execution was terminated',
  'Execution context was destroyed.',
  'Cannot find context with specified id',
  'Given expression does not evaluate to a function',
]) {
  test(`a call that V8 refuses because the worker ends says that it has: ${message}`, async () => {
    const session = new Session(endingThread(message), { isWorker: true });
    await assert.rejects(callNow(session, { objectId: '2' } as Ours, 'work'), { code: 'target-gone' });
  });
}

test('any other refusal is what it is', async () => {
  const session = new Session(endingThread('Object reference chain is too long'), { isWorker: true });
  await assert.rejects(callNow(session, { objectId: '2' } as Ours, 'work'), ProtocolError);
});
