import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { expectCode, expectFailure, leakconsole } from '../helpers/cli.js';
import { withTarget } from '../helpers/target.js';

const skip = process.platform === 'win32' && 'has named pipes instead';

/** Forwards a socket file to a port, or to nothing that answers as an inspector, and does something. */
async function withSocket(port: number | null, use: (path: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  const path = join(directory, 'app.sock');
  const server = createServer((near) => {
    near.on('error', () => {});
    if (port === null) near.end('hello\n');
    else near.pipe(connect(port, '127.0.0.1').on('error', () => {})).pipe(near);
  }).listen(path);
  await once(server, 'listening');
  try {
    await use(path);
  } finally {
    server.close();
    await rm(directory, { recursive: true });
  }
}

test('an inspector is attached to behind a socket file', { skip }, () =>
  withTarget('service.cjs', {}, ({ port, pid }) =>
    withSocket(port, async (path) => {
      const result = await leakconsole(['eval', `unix:${path}`, 'cache.size', '--json']);
      expectCode(result, 0);
      assert.equal(result.json()[0].result.text, '2');
      assert.equal(result.json()[0].target.pid, pid);
    }),
  ),
);

test('a socket file that leads to no inspector is taken for that of a console server', { skip }, () =>
  withSocket(null, async (path) =>
    expectFailure(await leakconsole(['eval', `unix:${path}`, '1']), {
      what: /no greeting of a console server/,
      hint: /./,
    }),
  ),
);
