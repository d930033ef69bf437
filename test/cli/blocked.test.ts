import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectCode, startLeakconsole } from '../helpers/cli.js';
import { type TestTarget, withTarget } from '../helpers/target.js';
import { keys, startTerminal } from '../helpers/terminal.js';

const skip = process.platform !== 'linux' && 'opens inspectors by pid';

async function standStill(target: TestTarget, path: '/block' | '/spin'): Promise<void> {
  await target.get(path);
  await target.wrote(/stands still/);
}

function withBlockable(inspect: boolean, use: (target: TestTarget) => Promise<void>): Promise<void> {
  return withTarget('blockable.cjs', { inspect }, use);
}

test('a console leaves a target that is blocked in native code', { skip }, () =>
  withBlockable(false, async (target) => {
    const terminal = startTerminal(['attach', `pid:${target.pid}`]);
    await terminal.shows(/blockable\.cjs> $/);
    await standStill(target, '/block');
    terminal.type(`.exit${keys.enter}`);
    assert.equal(await terminal.ended, 0);
  }),
);

test('a signal ends a command that waits for a blocked target', { skip }, () =>
  withBlockable(false, async (target) => {
    const cli = startLeakconsole(['watch', `pid:${target.pid}`, 'process.title', '--every', '100ms']);
    await cli.wrote(/node/);
    await standStill(target, '/block');
    await cli.wrote(/event loop of the target is busy/);
    cli.child.kill('SIGTERM');
    expectCode(await cli.ended, 1);
  }),
);

test('--timeout bounds the wait for a target that never comes to the line', () =>
  withBlockable(true, async (target) => {
    const args = ['eval', target.port, 'server.listening'];
    expectCode(await startLeakconsole(args).ended, 0);
    await standStill(target, '/spin');
    const result = await startLeakconsole([...args, '--timeout', '2s']).ended;
    expectCode(result, 1);
    assert.match(result.stderr, /^error: .* was busy for 3 s: nothing was done\nwait longer with --timeout/m);
  }));

test('`.logs on` ends quietly with its target', () =>
  withBlockable(true, async (target) => {
    const terminal = startTerminal(['attach', target.port]);
    await terminal.shows(/blockable\.cjs> $/);
    await standStill(target, '/block');
    terminal.type(`.logs on${keys.enter}`);
    await terminal.shows(/logs on/);
    await target.stop();
    await terminal.shows(/error: the target is gone/);
    assert.equal(await terminal.ended, 1);
  }));
