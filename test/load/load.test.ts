import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { driveUrl, findUrlFault } from '#src/load/drive-url.js';
import { runLoad } from '#src/load/run-load.js';
import { until } from '../helpers/until.js';

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
  const load = driveUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/users/{n}`, 100);
  await enough;
  assert.equal(await load.stop(), null);
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

test('that nobody answers is told', { timeout: 60_000 }, async (t) => {
  let hungUp = 0;
  const server = createSocketServer((socket) => {
    socket.destroy();
    // Of so many requests the client knows of most that they have failed.
    if (++hungUp === 20) server.emit('enough');
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const enough = once(server, 'enough');
  const load = driveUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 1000);
  await enough;
  assert.match((await load.stop()) ?? '', /^most requests for http:\/\/127\.0\.0\.1:\d+\/ failed: /);
});

test('a command is ended with all that it has started', { timeout: 60_000 }, async () => {
  const load = runLoad(`${node} -e "setInterval(() => {}, 1000)" & ${node} -e "setInterval(() => {}, 1000)"`);
  assert.equal(load.ended.aborted, false);
  assert.equal(await load.stop(), null);
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
  assert.equal(await load.stop(), null);
  assert.equal(load.ended.aborted, true);
});

test('a command that fails is told, with its last words', { timeout: 60_000 }, async () => {
  const load = runLoad('echo first >&2; echo no such service >&2; exit 3');
  if (!load.ended.aborted) await once(load.ended, 'abort');
  assert.equal(await load.stop(), '--load ended with code 3: no such service');
});
