import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { forget, remember } from '../helpers/children.js';
import { expectCode, expectFailure, leakconsole } from '../helpers/cli.js';
import { outputOf } from '../helpers/output.js';
import { fixture } from '../helpers/target.js';

/** Why a test with a runtime is skipped; false where the runtime is on the PATH. */
const lacks = (program: string) =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).status !== 0 && `has no ${program}`;

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

test('Deno is looked at, and goes on, whatever is asked', { skip: lacks('deno') }, () =>
  withRuntime('deno', ['run', '-A', '--inspect=127.0.0.1:0', fixture('globals.mjs')], async (url, isAlive) => {
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

test('Bun is refused by name', { skip: lacks('bun') }, () =>
  withRuntime('bun', ['--inspect=127.0.0.1:0/x', fixture('globals.mjs')], async (url) => {
    expectFailure(await leakconsole(['eval', url, '1']), { what: /is Bun/, hint: /Node 18/ });
  }),
);

test('a page of a browser is refused by name', { skip: lacks('chromium') }, async () => {
  const profile = await mkdtemp(join(tmpdir(), 'leakconsole-browser-'));
  const options = ['--headless=new', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`];
  await withRuntime('chromium', [...options, '--remote-debugging-port=0', 'about:blank'], async (url) => {
    const { port } = new URL(url);
    const pages = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { [key: string]: string }[];
    const page = pages.find(({ type }) => type === 'page')!;
    expectFailure(await leakconsole(['eval', page.webSocketDebuggerUrl, '1']), {
      what: /is a page of a browser/,
      hint: /DevTools/,
    });
  });
  await rm(profile, { recursive: true, maxRetries: 10 });
});
