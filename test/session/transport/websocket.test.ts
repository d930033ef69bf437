import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import type { UserError } from '#src/errors.js';
import { BEGINNING, GOODBYE_FRAME } from '#src/session/transport/text-frame.js';
import { WebSocketTransport } from '#src/session/transport/websocket.js';
import { until } from '../../helpers/until.js';

/** The other end of a WebSocket, byte for byte. */
interface OtherEnd {
  readonly transport: WebSocketTransport;
  readonly socket: Socket;
  /** What the transport has received. */
  readonly messages: string[];
  /** Why it ended. */
  readonly ended: Promise<UserError | null>;
}

/** Connects a transport to a server that shakes hands, and sends `first` in the same packet. */
async function withTransport(first: Buffer, use: (end: OtherEnd) => Promise<void>): Promise<void> {
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), first]));
    socket.on('error', () => {});
    server.emit('shaken', socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const shaken = once(server, 'shaken');
  const transport = await WebSocketTransport.connect(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/1`);
  const messages: string[] = [];
  const ended = new Promise<UserError | null>((resolve) => {
    transport.onMessage((text) => void messages.push(text));
    transport.onClose(resolve);
  });
  const [socket] = (await shaken) as [Socket];
  try {
    await use({ transport, socket, messages, ended });
  } finally {
    transport.terminate();
    socket.destroy();
    server.close();
  }
}

/** A frame as a server sends it. */
function frame(opcode: number, content: string): Buffer {
  assert.ok(content.length < 126);
  return Buffer.concat([Buffer.from([0x80 | opcode, content.length]), Buffer.from(content)]);
}

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;

test('texts go both ways, from the first packet on', () =>
  withTransport(frame(TEXT, 'first'), async ({ transport, socket, messages, ended }) => {
    transport.send('hello');
    const [sent] = await once(socket, 'data');
    assert.equal(sent[0], 0x80 | TEXT);
    socket.write(Buffer.concat([frame(TEXT, 'second'), frame(TEXT, ''), frame(CLOSE, '')]));
    assert.equal(await ended, null);
    assert.deepEqual(messages, ['first', 'second', '']);
    transport.send('to nobody');
    await transport.close();
  }));

const header = (bytes: number): Buffer => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes));
  return Buffer.concat([Buffer.from([0x80 | TEXT, 127]), length]);
};

for (const [what, bytes, code] of [
  ['binary data', frame(BINARY, 'x'), 'bad-message'],
  ['a frame that is none', Buffer.from([0xff, 0xff, 0xff]), 'bad-message'],
  ['text that is no UTF-8', Buffer.from([0x80 | TEXT, 1, 0xff]), 'bad-message'],
  ['a message that is too large', header(300e6), 'message-too-large'],
] as const) {
  test(`${what} ends it with a reason`, () =>
    withTransport(Buffer.alloc(0), async ({ socket, messages, ended }) => {
      socket.write(bytes);
      assert.equal((await ended)?.code, code);
      assert.deepEqual(messages, []);
    }));
}

test('a connection that breaks ends it without a reason', () =>
  withTransport(Buffer.alloc(0), async ({ socket, ended }) => {
    socket.resetAndDestroy();
    assert.equal(await ended, null);
  }));

test('to close says goodbye, and does not wait for ever', () =>
  withTransport(Buffer.alloc(0), async ({ transport, socket, ended }) => {
    const goodbye = once(socket, 'data');
    await transport.close();
    assert.equal((await goodbye)[0][0], 0x80 | CLOSE);
    assert.equal(await ended, null);
  }));

/** Reads frames with short contents, as a client sends them. */
async function* framesFrom(
  socket: Iterable<Buffer> | AsyncIterable<Buffer>,
): AsyncGenerator<{ opcode: number; text: string }> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 6 && bytes.length >= 6 + (bytes[1] & 0x7f)) {
      const length = bytes[1] & 0x7f;
      const mask = bytes.subarray(2, 6);
      const content = bytes.subarray(6, 6 + length).map((byte, index) => byte ^ mask[index % 4]);
      yield { opcode: bytes[0] & 0x0f, text: Buffer.from(content).toString() };
      bytes = bytes.subarray(6 + length);
    }
  }
}

const NOTHING = { opcode: TEXT, text: '{"id":0,"method":"a"}' };

const ANSWER_TO_NOTHING = `{"id":0,"error":{"code":-32601,"message":"'a' wasn't found"}}`;

test('what was acknowledged by the beginning of a frame goes on with a message, or with the goodbye', () =>
  withTransport(frame(TEXT, ANSWER_TO_NOTHING), async ({ transport, socket, messages, ended }) => {
    const frames = framesFrom(socket);
    const next = async () => (await frames.next()).value;
    // Nobody has asked for this one.
    await until(() => messages.length === 1);
    for (const text of ['one', 'two']) {
      transport.acknowledge();
      transport.send(text);
      assert.deepEqual(await next(), NOTHING);
      assert.deepEqual(await next(), { opcode: TEXT, text });
    }
    transport.send('three');
    assert.deepEqual(await next(), { opcode: TEXT, text: 'three' });
    // The second acknowledgement ends what the first has begun. Its answer is acknowledged by the beginning of a third.
    transport.acknowledge();
    transport.acknowledge();
    assert.deepEqual(await next(), NOTHING);
    socket.write(Buffer.concat([frame(TEXT, ANSWER_TO_NOTHING), frame(TEXT, 'last')]));
    await until(() => messages.includes('last'));
    assert.deepEqual(messages, [ANSWER_TO_NOTHING, 'last']);
    const closing = transport.close();
    assert.deepEqual(await next(), NOTHING);
    assert.equal((await next())?.opcode, TEXT);
    assert.equal((await next())?.opcode, CLOSE);
    socket.write(frame(CLOSE, ''));
    await closing;
    assert.equal(await ended, null);
  }));

for (const [when, begun] of [
  ['where no frame was begun', Buffer.alloc(0)],
  ['where an acknowledgement has begun one', BEGINNING],
] as const) {
  test(`the goodbye of a client that was killed is JSON objects, ${when}`, async () => {
    const texts: string[] = [];
    for await (const { opcode, text } of framesFrom([Buffer.concat([begun, GOODBYE_FRAME])])) {
      assert.equal(opcode, TEXT);
      texts.push(text);
    }
    for (const text of texts) assert.equal(typeof JSON.parse(text), 'object', text);
    assert.match(texts.at(-1)!, /Runtime\.disable/);
  });
}

test('where no WebSocket answers, it says so', async () => {
  const server = createServer((_, response) => response.writeHead(404).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/1`;
  await assert.rejects(WebSocketTransport.connect(url), { code: 'no-inspector', message: /404/ });
  server.close();
  await once(server, 'close');
  await assert.rejects(WebSocketTransport.connect(url), { code: 'no-inspector', message: /ECONNREFUSED/ });
  await assert.rejects(WebSocketTransport.connect('ws://'), { code: 'no-inspector' });
});
