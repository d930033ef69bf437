import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { UserError } from '#src/errors.js';
import { inspectorUrl, inspectorVersion } from '#src/target/endpoint.js';
import { startTarget } from '../helpers/target.js';

const servers: Server[] = [];
const sockets: Socket[] = [];
after(() => {
  for (const server of servers) server.close();
  for (const socket of sockets) socket.destroy();
});

async function listen(server: Server): Promise<number> {
  server.on('connection', (socket: Socket) => sockets.push(socket));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const answering = (listener: RequestListener): Promise<number> => listen(createHttpServer(listener));

async function failsWith(code: string, port: number, pattern: RegExp): Promise<void> {
  await assert.rejects(inspectorUrl('127.0.0.1', port, 300), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, pattern);
    return true;
  });
}

test('an inspector is found by port, with the address that was asked, and tells its version', async () => {
  const target = await startTarget('service.cjs');
  try {
    assert.equal(await inspectorUrl('127.0.0.1', target.port), target.url);
    assert.equal(await inspectorUrl('localhost', target.port), target.url);
    assert.match(String(await inspectorVersion('127.0.0.1', target.port, 1000)), /^v\d+\.\d+\.\d+/);
    await failsWith('not-an-inspector', target.servicePort, /is no list/);
  } finally {
    await target.stop();
  }
});

test('nothing listens', async () => {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  await failsWith('nothing-listens', port, new RegExp(`nothing listens at 127.0.0.1:${port}`));
});

test('a host that does not exist', async () => {
  await assert.rejects(inspectorUrl('no-such-host.invalid', 9229), { code: 'unreachable' });
});

test('a web server that knows no /json/list', async () => {
  const port = await answering((_, response) => response.writeHead(404).end());
  await failsWith('not-an-inspector', port, /status 404/);
});

test('a web server that answers everything with a page', async () => {
  const port = await answering((_, response) => response.end('<html>'));
  await failsWith('not-an-inspector', port, /no JSON/);
});

test('a web server whose answer never ends', async () => {
  const port = await answering((_, response) => {
    const more = (): void => void (response.destroyed || response.write('x'.repeat(1 << 16), () => setImmediate(more)));
    more();
  });
  await failsWith('not-an-inspector', port, /too long|does not answer/);
});

test('something that is no web server', async () => {
  const port = await listen(createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n')));
  await failsWith('not-an-inspector', port, /does not speak HTTP/);
});

test('something that hangs up', async () => {
  const port = await listen(createServer((socket) => socket.on('error', () => {}).destroy()));
  await failsWith('not-an-inspector', port, /hangs up/);
});

test('something that says nothing', async () => {
  const port = await listen(createServer());
  await failsWith('not-an-inspector', port, /does not answer/);
});

test('a browser, which has pages but no Node process', async () => {
  const page = { type: 'page', webSocketDebuggerUrl: 'ws://127.0.0.1:1/devtools/page/1' };
  const port = await answering((_, response) => response.end(JSON.stringify([page, null, 3])));
  await failsWith('no-target', port, /page/);
  await assert.rejects(inspectorUrl('127.0.0.1', port), ({ hint }: UserError) => /9222\/page:/.test(hint ?? ''));
});
