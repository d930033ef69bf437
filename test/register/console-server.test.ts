import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { test } from 'node:test';
import { Session } from '#src/session/session.js';
import { ConsoleServerTransport } from '#src/session/transport/console-server.js';
import { listProcesses } from '#src/target/processes.js';
import { expectCode, leakconsole, startLeakconsole } from '../helpers/cli.js';
import { listens, startServed, withDirectory, withServed } from '../helpers/console-server.js';
import { long } from '../helpers/long.js';
import { withTarget } from '../helpers/target.js';
import { until } from '../helpers/until.js';

const linuxOnly = { skip: process.platform !== 'linux' };

test('a service that opens its console itself is attached to by its pid, without a port', linuxOnly, () =>
  withServed('service.cjs', async ({ target, socket, audit }) => {
    const seen = (await listProcesses()).find(({ pid }) => pid === target.pid);
    assert.deepEqual(seen?.access, { how: 'server', target: `pid:${target.pid}` });

    const result = await leakconsole([
      'attach',
      `pid:${target.pid}`,
      '-e',
      'cache.size',
      '-e',
      '.collections',
      '-e',
      '.modules',
    ]);
    expectCode(result, 0);
    assert.match(result.stdout, /^2\n/);
    assert.match(result.stdout, /^main\.cache +Map +2 +User$/m);
    assert.doesNotMatch(result.stdout, /console-server|register\.cjs/, 'the server is no part of the program');
    const byPath = await leakconsole(['eval', `unix:${socket}`, "require('inspector').url()", '--json']);
    expectCode(byPath, 0);
    assert.deepEqual(byPath.json()[0].result.type, 'undefined');
    assert.doesNotMatch(target.output(), /Debugger/, 'it was signalled');

    await until(() => audit().filter(({ event }) => event === 'closed').length === 2);
    const [opened, first, second] = audit();
    assert.deepEqual([opened.event, opened.session, typeof opened.user], ['opened', 1, 'string']);
    assert.deepEqual([first.command, first.args], ['eval', { expression: 'cache.size' }]);
    assert.equal(second.command, 'collections');
  }),
);

test(
  'all that asks about memory works over the console server as over an inspector',
  { skip: linuxOnly.skip || long.skip },
  () =>
    withServed('service.cjs', async ({ target }) => {
      const lines = [
        '.mem',
        '.scope',
        '.types',
        '.growth',
        '.path cache',
        '.count User',
        '.retainers User',
        '.size cache',
        '.gc',
      ];
      const args = lines.flatMap((line) => ['-e', line]);
      expectCode(await leakconsole(['attach', `pid:${target.pid}`, '--max-pause', '60s', ...args]), 0);
    }),
);

test('it answers while the main thread is busy for good', () =>
  withServed('busy.cjs', async ({ socket }) => {
    const { transport, welcome } = await ConsoleServerTransport.connect(socket);
    const session = new Session(transport);
    const { result } = await session.send('Runtime.evaluate', { expression: 'process.pid' });
    assert.equal(result.value, welcome.pid);
    await session.close();
  }));

test('a console that comes while another is there has a session of its own', () =>
  withServed('service.cjs', async ({ socket }) => {
    const sessions = await Promise.all(
      [1, 2].map(async () => new Session((await ConsoleServerTransport.connect(socket)).transport)),
    );
    const values = await Promise.all(
      sessions.map((session, i) => session.send('Runtime.evaluate', { expression: `${i} + 10` })),
    );
    assert.deepEqual(
      values.map(({ result }) => result.value),
      [10, 11],
    );
    await sessions[0].close();
    assert.equal((await sessions[1].send('Runtime.evaluate', { expression: '1' })).result.value, 1);
    await sessions[1].close();
  }));

test('a service that was stopped by a client goes on when that is killed', { skip: linuxOnly.skip || long.skip }, () =>
  withServed('service.cjs', async ({ target, socket, audit }) => {
    const { transport } = await ConsoleServerTransport.connect(socket);
    const session = new Session(transport);
    await session.send('Debugger.enable', {});
    const paused = new Promise((resolve) => session.on('Debugger.paused', resolve));
    await session.send('Debugger.pause');
    const answer = target.get('/ann');
    await paused;
    transport.terminate();
    assert.match(await answer, /Ann/);
    await until(() => audit().at(-1)?.event === 'closed');
  }),
);

test(
  'a console that is killed in the middle of a walk leaves nothing behind',
  { skip: linuxOnly.skip || long.skip },
  () =>
    withServed('service.cjs', async ({ target, audit }) => {
      const console = startLeakconsole(['collections', `pid:${target.pid}`, '--every', '1s']);
      await console.wrote(/cache/);
      console.child.kill('SIGKILL');
      await console.ended;
      await until(() => audit().at(-1)?.event === 'closed');
      assert.match(await target.get('/ann'), /Ann/);
      const { stdout } = await leakconsole([
        'eval',
        `pid:${target.pid}`,
        "Object.getOwnPropertySymbols(globalThis).includes(Symbol.for('leakconsole'))",
      ]);
      assert.equal(stdout, 'false\n');
    }),
);

test(
  'a process that is killed leaves its files to the next, which takes them away',
  { skip: linuxOnly.skip || long.skip },
  () =>
    withDirectory(async (directory) => {
      const killed = await startServed('service.cjs', directory);
      await until(() => listens(killed));
      await killed.target.stop();
      assert.ok(existsSync(killed.socket) && existsSync(killed.key));
      const failed = await leakconsole(['eval', `unix:${killed.socket}`, '1']);
      assert.match(failed.stderr, /^error: no console server answers at /);
      for (const path of [killed.socket, killed.key]) utimesSync(path, 1, 1);
      const next = await startServed('service.cjs', directory);
      try {
        await until(() => listens(next));
        assert.ok(!existsSync(killed.socket) && !existsSync(killed.key));
      } finally {
        await next.target.stop();
      }
    }),
);

test('the files of a console server are for its user alone', linuxOnly, () =>
  withServed('service.cjs', async ({ directory, socket, key }) => {
    assert.equal(statSync(socket).mode & 0o777, 0o600);
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    assert.equal(statSync(key).mode & 0o777, 0o600);
  }),
);

test('with `lazy` its thread is started when the first console comes', () =>
  withServed(
    'service.cjs',
    async ({ target, socket, key }) => {
      assert.ok(!existsSync(key));
      const { transport, welcome } = await ConsoleServerTransport.connect(socket);
      assert.equal(welcome.pid, target.pid);
      await transport.close();
      assert.ok(existsSync(key));
    },
    { LEAKCONSOLE_LAZY: '1' },
  ));

test('a session is never ended for saying nothing where the time is Infinity', () =>
  withServed(
    'service.cjs',
    async ({ socket }) => {
      const { transport } = await ConsoleServerTransport.connect(socket);
      await transport.close();
    },
    { LEAKCONSOLE_IDLE: 'Infinity' },
  ));

test('a session is ended when it has said nothing for too long', () =>
  withServed(
    'service.cjs',
    async ({ socket, audit }) => {
      const { transport } = await ConsoleServerTransport.connect(socket);
      const ended = new Promise((resolve) => transport.onClose(resolve));
      assert.equal(await ended, null);
      await until(() => audit().some(({ reason }) => reason === 'idle for too long'));
    },
    { LEAKCONSOLE_IDLE: '50' },
  ));

test('a console server takes at most 15 MB of memory', linuxOnly, () =>
  withTarget('service.cjs', { inspect: false }, (without) =>
    withServed('service.cjs', async ({ target }) => {
      // Both have started when they have answered.
      for (const one of [without, target]) await one.get('/ann');
      const added = privateBytes(target.pid) - privateBytes(without.pid);
      assert.ok(added <= 15e6, `${added} bytes`);
    }),
  ),
);

/** What a process alone has in memory, bytes (proc_pid_smaps(5)). */
function privateBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  return [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kB]) => sum + 1024 * Number(kB), 0);
}
