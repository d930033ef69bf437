import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserError } from '#src/errors.js';
import { Session } from '#src/session/session.js';
import type { Transport } from '#src/session/transport/transport.js';

/** A transport in memory, whose other end is a test. */
class TestTransport implements Transport {
  readonly name = 'the test';
  readonly sent: { readonly id: number; readonly method: string; readonly params: object }[] = [];
  /** How it was ended from our side. */
  readonly ends: string[] = [];
  receive: (text: string) => void = () => {};
  end: (reason: UserError | null) => void = () => {};

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  onMessage(listener: (text: string) => void): void {
    this.receive = listener;
  }

  onClose(listener: (reason: UserError | null) => void): void {
    this.end = listener;
  }

  async close({ isAnswering = false } = {}): Promise<void> {
    this.ends.push(isAnswering ? 'while it answers' : 'quiet');
    this.end(null);
  }

  terminate(): void {
    this.ends.push('terminated');
    this.end(null);
  }

  /** Answers the last command that was sent. */
  answer(answer: object): void {
    this.receive(JSON.stringify({ id: this.sent.at(-1)!.id, ...answer }));
  }
}

function connect(): { transport: TestTransport; session: Session } {
  const transport = new TestTransport();
  return { transport, session: new Session(transport) };
}

test('an answer goes to the command that has its id, whatever comes first', async () => {
  const { transport, session } = connect();
  const first = session.send('Runtime.evaluate', { expression: '1' });
  const second = session.send('Runtime.evaluate', { expression: '2' });
  const [one, two] = transport.sent;
  assert.deepEqual(one, { id: one.id, method: 'Runtime.evaluate', params: { expression: '1' } });
  transport.receive(JSON.stringify({ id: two.id, result: { result: { type: 'number', value: 2 } } }));
  transport.receive(JSON.stringify({ id: one.id, result: { result: { type: 'number', value: 1 } } }));
  assert.equal((await first).result.value, 1);
  assert.equal((await second).result.value, 2);
});

test('a refusal rejects with its message and the method', async () => {
  const { transport, session } = connect();
  const sending = session.send('Runtime.getHeapUsage');
  transport.answer({ error: { code: -32601, message: "'Runtime.getHeapUsage' wasn't found" } });
  await assert.rejects(sending, {
    name: 'ProtocolError',
    method: 'Runtime.getHeapUsage',
    message: /wasn't found/,
  });
});

test('what has the session to itself is sent alone, and all else after it', async () => {
  const transport = new TestTransport();
  const session = new Session(transport);
  const methods = () => transport.sent.map(({ method }) => method);
  const work = session.alone(async () => {
    await session.send('Runtime.terminateExecution');
    await session.send('Runtime.disable');
  });
  const other = session.send('Runtime.getIsolateId');
  assert.deepEqual(methods(), ['Runtime.terminateExecution']);
  transport.answer({ result: {} });
  await new Promise(setImmediate);
  assert.deepEqual(methods(), ['Runtime.terminateExecution', 'Runtime.disable']);
  transport.answer({ result: {} });
  await work;
  await new Promise(setImmediate);
  assert.deepEqual(methods(), ['Runtime.terminateExecution', 'Runtime.disable', 'Runtime.getIsolateId']);
  transport.answer({ result: { id: '1' } });
  assert.deepEqual(await other, { id: '1' });
});

test('an event goes to those who listen, until they stop', () => {
  const { transport, session } = connect();
  const heard: string[] = [];
  const stop = session.on('Debugger.scriptParsed', ({ scriptId }) => void heard.push(scriptId));
  const tell = (scriptId: string) =>
    transport.receive(JSON.stringify({ method: 'Debugger.scriptParsed', params: { scriptId } }));
  tell('1');
  stop();
  tell('2');
  assert.deepEqual(heard, ['1']);
});

test('when the connection ends, all that waits is rejected, and so is what comes later', async () => {
  const { transport, session } = connect();
  const waiting = [session.send('Runtime.getHeapUsage'), session.send('Runtime.disable')];
  transport.end(null);
  for (const one of [...waiting, session.send('Runtime.enable')]) await assert.rejects(one, { code: 'target-gone' });
  assert.equal((await session.ended)?.code, 'target-gone');
  assert.ok(session.hasEnded);
  await session.close();
});

for (const text of [
  'garbage',
  '',
  'null',
  '[]',
  '1',
  '{}',
  '{"id":"1"}',
  '{"id":1,"result":5}',
  '{"id":1,"result":[]}',
  '{"id":1,"error":"no"}',
  '{"id":1,"result":{}}',
  '{"id":1,"result":{"result":null}}',
  '{"id":1,"result":{"result":[]}}',
  '{"method":5}',
  '{"method":"Debugger.paused","params":5}',
  '{"method":"Debugger.paused","params":{}}',
]) {
  test(`${text || 'an empty text'} for a message ends the session with one clear error`, async () => {
    const { transport, session } = connect();
    session.on('Debugger.paused', ({ callFrames: [top] }) => void top);
    const waiting = session.send('Runtime.evaluate', { expression: '1' });
    transport.receive(text);
    await assert.rejects(waiting, { name: 'UserError', code: 'bad-message', message: /^the test sent / });
    assert.equal((await session.ended)?.code, 'bad-message');
    assert.deepEqual(transport.ends, ['terminated']);
  });
}

test('messages that nobody asked for end it, those of a domain that was enabled do not', async () => {
  const { transport, session } = connect();
  session.send('Runtime.enable').catch(() => {});
  const flood = (method: string) => {
    for (let i = 0; i < 2000; i++) transport.receive(JSON.stringify({ method, params: {} }));
  };
  flood('Runtime.exceptionThrown');
  assert.ok(!session.hasEnded);
  flood('Network.requestWillBeSent');
  assert.match((await session.ended)!.message, /1000 messages that nobody asked for/);
});

test('to close waits for the answers that are on their way, and tells where they did not come', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { transport, session } = connect();
  const sending = session.send('Runtime.getHeapUsage');
  const closing = session.close();
  await assert.rejects(sending, { code: 'target-gone' });
  assert.deepEqual(transport.ends, []);
  transport.answer({ result: {} });
  await closing;
  assert.deepEqual(transport.ends, ['quiet']);
  assert.equal(await session.ended, null);
});

test('to leave when the target ends, it must be told', async () => {
  const { transport, session } = connect();
  const told = session.leaveWhenTargetEnds();
  transport.answer({ error: { message: "wasn't found" } });
  await told;
  transport.receive(JSON.stringify({ method: 'NodeRuntime.waitingForDisconnect', params: {} }));
  assert.deepEqual(transport.ends, ['terminated']);
  assert.equal((await session.ended)?.code, 'target-gone');
});
