import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { newNonce, prove } from '#src/register/handshake.js';
import { Session } from '#src/session/session.js';
import { ConsoleServerTransport } from '#src/session/transport/console-server.js';
import { openWire, type Served, withServed } from '../helpers/console-server.js';
import { long } from '../helpers/long.js';
import { until } from '../helpers/until.js';

const EVALUATE = `${JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'globalThis.broken = 1' } })}\n`;

/** What a client may say that does not know the key. */
const STRANGERS: Readonly<Record<string, (greeting: { nonce: string }) => string | Buffer>> = {
  'a wrong key': ({ nonce: server }) => {
    const client = newNonce();
    const proof = prove(newNonce(), 'client', { server, client });
    return `${JSON.stringify({ nonce: client, proof, user: 'eve', pid: 1 })}\n${EVALUATE}`;
  },
  'no introduction': () => EVALUATE,
  'the greeting, sent back': (greeting) => `${JSON.stringify(greeting)}\n${EVALUATE}`,
  'half a message': () => EVALUATE.slice(0, 40),
  'a line without end': () => 'x'.repeat(100_000),
  'no JSON': () => `}{\n${EVALUATE}`,
  'JSON that is no object': () => `null\n7\n[]\n${EVALUATE}`,
  'bytes that are no text': () => Buffer.from([0xff, 0, 0xc3, 0x28, 10, 0xfe, 10]),
  HTTP: () => 'GET /json/list HTTP/1.1\r\nHost: localhost\r\n\r\n',
};

test('of 1,000 connections that do not know the key none has anything evaluated, and the service goes on', long, () =>
  withServed('service.cjs', async ({ target, socket, key }) => {
    const speeches = Object.values(STRANGERS);
    let next = 0;
    const attack = async () => {
      while (next < 1000) {
        const speak = speeches[next++ % speeches.length];
        const wire = openWire(socket);
        const greeting = await wire.next();
        // Too many at once are closed as they come.
        if (greeting === null) continue;
        wire.socket.end(speak(greeting));
        assert.equal(await wire.next(), null, `${speak}`);
      }
    };
    await Promise.all([...Array.from({ length: 40 }, attack), target.get('/ann')]);
    assert.match(await target.get('/bob'), /Bob/);
    await assertUnbroken(socket);
    assert.equal(readFileSync(key, 'utf8').length, 64);
  }),
);

test('a client that says nothing, or only half of something, is hung up on', () =>
  withServed('service.cjs', async ({ socket, audit }) => {
    const wires = [openWire(socket), openWire(socket)];
    for (const wire of wires) await wire.next();
    wires[1].socket.write(EVALUATE.slice(0, 40));
    for (const wire of wires) assert.equal(await wire.next(), null);
    assert.deepEqual(
      audit().map(({ reason }) => reason),
      ['no introduction in time', 'no introduction in time'],
    );
  }));

test('what a client has said cannot be said again by another', () =>
  withServed('service.cjs', async ({ socket, key }) => {
    const secret = readFileSync(key, 'utf8');
    const first = openWire(socket);
    const { nonce: server } = await first.next();
    const client = newNonce();
    const introduction = { nonce: client, proof: prove(secret, 'client', { server, client }), user: 'ann', pid: 1 };
    first.socket.write(`${JSON.stringify(introduction)}\n`);
    assert.equal((await first.next()).proof, prove(secret, 'server', { server, client }));
    const second = openWire(socket);
    await second.next();
    second.socket.write(`${JSON.stringify(introduction)}\n`);
    assert.equal(await second.next(), null);
    first.socket.destroy();
  }));

test('a client with the key that sends nonsense ends its own session alone', () =>
  withServed('service.cjs', async ({ target, socket, audit }) => {
    const other = new Session((await ConsoleServerTransport.connect(socket)).transport);
    for (const nonsense of ['no JSON', '{"note":null}', '"text"', 'null']) {
      const { transport } = await ConsoleServerTransport.connect(socket);
      const ended = new Promise((resolve) => transport.onClose(resolve));
      transport.send(nonsense);
      await ended;
    }
    const { transport } = await ConsoleServerTransport.connect(socket);
    const answers: string[] = [];
    transport.onMessage((text) => void answers.push(text));
    transport.send('{"id":1,"method":"No.such"}');
    transport.send('{"id":2,"method":"Runtime.evaluate","params":{}}');
    await until(() => answers.length === 2);
    assert.match(answers[0], /^{"id":1,"error":{"message":"'No.such' wasn't found"/);
    assert.match(answers[1], /^{"id":2,"error":/);
    await transport.close();
    assert.equal((await other.send('Runtime.evaluate', { expression: '7' })).result.value, 7);
    await other.close();
    assert.match(await target.get('/ann'), /Ann/);
    assert.equal(audit().filter(({ event }) => event === 'denied').length, 4);
  }));

test('a client that does not read is hung up on before it costs the service its memory', long, () =>
  withServed('service.cjs', async ({ target, socket, key, audit }) => {
    const wire = openWire(socket);
    const { nonce: server } = await wire.next();
    const client = newNonce();
    const proof = prove(readFileSync(key, 'utf8'), 'client', { server, client });
    wire.socket.write(`${JSON.stringify({ nonce: client, proof, user: 'slow', pid: 1 })}\n`);
    await wire.next();
    wire.socket.pause();
    const params = { expression: "'x'.repeat(3e6)" };
    for (let id = 1; id <= 120; id++)
      wire.socket.write(`${JSON.stringify({ id, method: 'Runtime.evaluate', params })}\n`);
    await until(() => audit().some(({ reason }) => reason === 'reads too slowly'));
    wire.socket.destroy();
    assert.match(await target.get('/ann'), /Ann/);
  }),
);

test('a server that does not know the key is told from the service’s own', () =>
  withServed('service.cjs', async ({ socket, key }) => {
    writeFileSync(key, newNonce());
    await assert.rejects(ConsoleServerTransport.connect(socket), { code: 'wrong-key' });
    writeFileSync(key, 'no key');
    await assert.rejects(ConsoleServerTransport.connect(socket), { code: 'no-key' });
  }));

async function assertUnbroken(socket: Served['socket']): Promise<void> {
  const session = new Session((await ConsoleServerTransport.connect(socket)).transport);
  const { result } = await session.send('Runtime.evaluate', { expression: 'typeof broken' });
  assert.equal(result.value, 'undefined');
  await session.close();
}
