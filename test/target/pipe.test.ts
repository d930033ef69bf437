import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { GOODBYE_FRAME } from '#src/session/transport/text-frame.js';
import { pipeToInspector } from '#src/target/relay/pipe.js';

test('a relay whose console is gone says goodbye once', async (t) => {
  const received: Buffer[] = [];
  const server = createServer((socket) => socket.on('data', (chunk) => void received.push(chunk))).listen(
    0,
    '127.0.0.1',
  );
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const input = new PassThrough();
  const piped = pipeToInspector(`ws://127.0.0.1:${port}/x`, input, new PassThrough());
  // Its end is told, and then its close.
  input.end();
  assert.equal(await piped, false);
  assert.deepEqual(Buffer.concat(received), GOODBYE_FRAME);
});
