import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { fixture } from '../../helpers/target.js';

/**
 * Starts a server and a client of it that lingers; gives the server's end of the connection and the client's process.
 */
async function connected(server: Server, ...args: string[]) {
  const accepting = once(server.listen(0, '127.0.0.1'), 'connection');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const client = spawn(process.execPath, [fixture('linger-client.mjs'), String(port), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { client, socket: (await accepting)[0] as Socket };
}

const options = { skip: process.platform === 'win32' };

test('a killed client first asks for silence, takes what still comes, and then hangs up', options, async () => {
  const server = createServer();
  const { client, socket } = await connected(server);
  let heard = '';
  const asked = once(socket, 'data');
  // Asked for now: on a busy machine it hangs up before the last bytes are known to be written.
  const ended = once(socket, 'end');
  socket.on('data', (chunk) => {
    heard += chunk;
  });
  await once(client.stdout, 'data');
  client.kill('SIGKILL');
  await once(client, 'exit');
  await asked;
  assert.match(heard, /\{"id":0,"method":"Runtime\.disable"\}$/);
  assert.equal(socket.readableEnded, false, 'it has not hung up');
  await new Promise<unknown>((resolve) => socket.write('x'.repeat(4e6), resolve));
  await ended;
  server.close();
});

test('a client that says goodbye hangs up at once', options, async () => {
  const server = createServer();
  const { socket } = await connected(server, 'goodbye');
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk;
  });
  await once(socket, 'end');
  assert.equal(heard, '');
  server.close();
});
