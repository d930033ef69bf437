import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { forget, remember } from '../helpers/children.js';
import { expectCode, expectFailure, leakconsole } from '../helpers/cli.js';
import { longOnOneLine } from '../helpers/long.js';
import { npmTool } from '../helpers/npm-tool.js';
import { outputOf } from '../helpers/output.js';
import { fixture } from '../helpers/target.js';

/** The binaries of runtimes, from npm; null where it cannot install them. */
const isLinux64 = process.platform === 'linux' && process.arch === 'x64';
const deno = isLinux64 ? npmTool('deno', '@deno/linux-x64-glibc@2', '@deno/linux-x64-glibc/deno') : null;
const bun = isLinux64 ? npmTool('bun', '@oven/bun-linux-x64@1', '@oven/bun-linux-x64/bin/bun') : null;

/** Why a test with a runtime is skipped; false where it is there and runs. */
const lacks = (path: string | null, name: string) =>
  (path === null || spawnSync(path, ['--version'], { stdio: 'ignore' }).status !== 0) && `has no ${name}`;

/** Starts a runtime whose inspector listens at a free port, gives the WebSocket URL that it tells, and ends it. */
async function withRuntime(
  program: string,
  args: readonly string[],
  use: (url: string, isAlive: () => boolean) => Promise<void>,
): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  remember(child);
  try {
    const [url] = await outputOf(child, program).wrote(/wss?:\/\/(127\.0\.0\.1|localhost):\d+\/[\w./-]+/);
    await use(url, () => child.exitCode === null && child.signalCode === null);
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    forget(child);
  }
}

test('Deno is looked at, and goes on, whatever is asked', { skip: lacks(deno, 'deno') || longOnOneLine.skip }, () =>
  withRuntime(deno!, ['run', '-A', '--inspect=127.0.0.1:0', fixture('globals.mjs')], async (url, isAlive) => {
    const answers = async (line: string, pattern: RegExp) => {
      const result = await leakconsole(['attach', url, '-e', line]);
      assert.ok(isAlive(), `${line} has ended it`);
      expectCode(result, 0);
      assert.match(result.stdout, pattern, line);
    };
    await answers('.info', /runtime +deno v\d/);
    await answers('users.size', /^2$/m);
    await answers('let { size } = users; await Promise.resolve(size + 1)', /^3$/m);
    await answers('.mem', /heap limit/);
    await answers('.types', /User/);
    await answers('.count User', /User: 2/);
    await answers('.collections', /users +Map +2/);
    await answers('.retainers User', /users \(Map\)/);
    await answers('.path users', /users/);
    // A loaded machine may be told of a busy target before.
    const refused = await leakconsole(['eval', url, '1', '--read-only']);
    expectCode(refused, 1);
    assert.match(refused.stderr, /^error: --read-only .* Deno$/m);
    const thrown = await leakconsole(['eval', url, 'throw new TypeError("no")']);
    expectCode(thrown, 1);
    assert.match(thrown.stderr, /^Uncaught TypeError: no$/m);
  }),
);

test('Bun is refused by name, by its URL and by its port', { skip: lacks(bun, 'bun') }, () =>
  withRuntime(bun!, ['--inspect=127.0.0.1:0/x', fixture('globals.mjs')], async (url, isAlive) => {
    const { port } = new URL(url);
    for (const target of [url, port, `localhost:${port}`]) {
      expectFailure(await leakconsole(['eval', target, '1']), { what: /is Bun/, hint: /Node 18/ });
    }
    assert.ok(isAlive());
  }),
);
