import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { driveUrl, findUrlFault } from '#src/load/drive-url.js';
import { runLoad } from '#src/load/run-load.js';
import { until } from '../helpers/until.js';

/** A service that runs already. */
const AT_ONCE = { startsWithinMs: 0, signal: new AbortController().signal };

const node = JSON.stringify(process.execPath);

test('requests go to a URL that counts up, until it is stopped', { timeout: 60_000 }, async (t) => {
  const first = ['/users/0', '/users/1', '/users/2'];
  const paths = new Set<string>();
  const server = createServer((request, response) => {
    paths.add(request.url!);
    response.end();
    // On a busy machine the third may come after the fourth.
    if (first.every((path) => paths.has(path))) server.emit('enough');
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const enough = once(server, 'enough');
  const load = await driveUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/users/{n}`, 100, AT_ONCE);
  await enough;
  await load.stop();
  assert.equal(load.fault, null);
});

for (const [url, fault] of [
  ['http://127.0.0.1:3000/users/{n}?at=:', null],
  ['HTTPS://user:pass@[::1]:8443', null],
  ['http://127.0.0.1:/', /no port after it/],
  ['http://[::1]:?a', /no port after it/],
  ['http://127.0.0.1:0/', /port 0/],
  ['http://127.0.0.1:x/', /must be a URL/],
  ['http:///users', /must be a URL/],
  ['127.0.0.1:3000', /must be a URL/],
  ['http://a b/', /must be a URL/],
  ['http://%zz@127.0.0.1/', /encodes nothing/],
] as const) {
  test(`a URL for requests: ${url}`, () => {
    const found = findUrlFault(url);
    if (fault === null) assert.equal(found, null);
    else assert.match(found ?? '', fault);
  });
}

/** Serves until the test ends; gives the port. */
async function serve(t: TestContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('nobody answers, or only with errors: it is told before there is traffic', { timeout: 60_000 }, async (t) => {
  let asked = 0;
  const port = await serve(t, (_request, response) => {
    asked++;
    response.writeHead(404).end();
  });
  await assert.rejects(driveUrl(`http://127.0.0.1:${port}/{n}`, 1000, AT_ONCE), {
    code: 'no-traffic',
    message: `http://127.0.0.1:${port}/{n} is not answered without an error: HTTP 404`,
  });
  assert.equal(asked, 5);
  const hungUp = createSocketServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(hungUp, 'listening');
  const { port: free } = hungUp.address() as AddressInfo;
  await assert.rejects(driveUrl(`http://127.0.0.1:${free}/`, 1000, AT_ONCE), /: socket hang up$/);
  hungUp.close();
  await once(hungUp, 'close');
  await assert.rejects(driveUrl(`http://127.0.0.1:${free}/`, 1000, AT_ONCE), /: connect ECONNREFUSED /);
});

test('a service that has just been started is waited for; what fails later is told', { timeout: 60_000 }, async (t) => {
  let asked = 0;
  const port = await serve(t, (_request, response) => {
    asked++;
    response.writeHead(asked <= 6 || asked % 2 === 0 ? 503 : 200).end();
  });
  const load = await driveUrl(`http://127.0.0.1:${port}/`, 1000, { ...AT_ONCE, startsWithinMs: 60_000 });
  assert.equal(asked, 7);
  await until(() => asked > 20);
  await load.stop();
  assert.match(load.fault ?? '', /^\d+ of \d+ requests for http:\/\/127.0.0.1:\d+\/ failed, the last with: HTTP 503$/);
});

test('a command is ended with all that it has started', { timeout: 60_000 }, async () => {
  const load = runLoad(`${node} -e "setInterval(() => {}, 1000)" & ${node} -e "setInterval(() => {}, 1000)"`);
  assert.equal(load.ended.aborted, false);
  await load.stop();
  assert.equal(load.fault, null);
  assert.equal(load.ended.aborted, true);
});

test('a command is not waited for where what it has left behind keeps its output', {
  skip: process.platform === 'win32' && 'has no sessions of processes',
  timeout: 60_000,
}, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'pid');
  // In a session of its own, which no signal to the process group of the command reaches.
  const script = `
    const { pid } = require('child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'inherit' });
    require('fs').writeFileSync(process.argv[1], String(pid));
    process.exit();`;
  const load = runLoad(`${node} -e "${script}" "${file}"`);
  let left = 0;
  await until(async () => {
    left = await readFile(file, 'utf8').then(Number, () => 0);
    return left > 0;
  });
  t.after(() => process.kill(left, 'SIGKILL'));
  await load.stop();
  assert.equal(load.fault, null);
  assert.equal(load.ended.aborted, true);
});

test('a command that fails is told, with its last words', { timeout: 60_000 }, async () => {
  const load = runLoad('echo first >&2; echo no such service >&2; exit 3');
  if (!load.ended.aborted) await once(load.ended, 'abort');
  await load.stop();
  assert.equal(load.fault, '--load ended with code 3: no such service');
});
