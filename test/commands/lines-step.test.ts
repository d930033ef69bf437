import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Session } from '#src/session/session.js';
import { expectCode, expectFailure, type Json, leakconsole, startLeakconsole } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { type TestTarget, withTarget } from '../helpers/target.js';
import { until } from '../helpers/until.js';

test('--step: a call is stepped through, and each of its lines is exact', async () => {
  await withConsole('lines.cjs', async ({ json, run, evaluate, text }) => {
    // In one call V8 itself may allocate now and then.
    const [{ result }] = await json('.lines lines.handle --step --calls 5');
    const truth = JSON.parse((await evaluate('JSON.stringify(lines.truth())')).value as string);
    const lines = new Map<string, Json>(result.lines.map((line: Json) => [line.text.trim(), line]));
    assert.equal(result.calls, 5);
    for (const [line, bytes] of Object.entries<number>(truth))
      assert.ok(Math.abs(lines.get(line).bytes - bytes) <= 64, `${line}\n${JSON.stringify([result, truth], null, 1)}`);
    assert.match(
      await run('.lines lines.handle --step'),
      /^lines\.handle at lines\.cjs:\d+, 1 call, stepped through in /,
    );
    const [{ result: load }] = await json('.lines lines.load --step');
    assert.deepEqual(
      load.lines.map(({ waits, hits }: Json) => [waits, hits]),
      [
        [false, 1],
        [true, 1],
        [false, 1],
        [false, 1],
      ],
    );
    assert.ok(load.lines[2].bytes >= 1600 && load.lines[2].bytes < 1800, JSON.stringify(load));
    assert.equal(await text('lines.wrong'), '0', 'its answers are right meanwhile');
  });
});

test('--step stands still for no longer than is allowed, and Ctrl-C ends it', long, async () => {
  await withConsole(
    'lines.cjs',
    async ({ json, text }, { url }) => {
      const [{ result }] = await json('.lines lines.handle --step --calls 1000 --for 1m');
      assert.ok(result.calls < 1000 && result.calls > 1, JSON.stringify(result));
      assert.ok(result.pausedMs < 400, `${result.pausedMs} ms`);
      const lines = startLeakconsole(['lines', url, 'lines.never', '--step', '--for', '10m']);
      while (Number(await text(WORKERS)) === 0);
      lines.child.kill('SIGINT');
      expectFailure(await lines.ended, { what: /not called/, hint: /--for/ });
      while (Number(await text(WORKERS)) > 0);
    },
    { console: { maxPause: 300 } },
  );
});

const WORKERS = "process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length";

test('--step: whatever becomes of the console, and whoever else is attached, the service goes on', long, async () => {
  await withTarget('lines.cjs', {}, async (target) => {
    const other = await Session.connect(target.url);
    await other.send('Debugger.enable');
    const threads = threadsOf(target);
    // In the midst of the first call, and of a later one.
    for (const stops of [1, 2, 5, 40]) {
      const lines = startLeakconsole(['lines', target.url, 'lines.handle', '--step', '--calls', '50', '--for', '10m']);
      await pausesOf(other, stops);
      lines.child.kill('SIGKILL');
      await lines.ended;
      await calls(other, 5);
      while (threadsOf(target) > threads) await calls(other, 1);
      const stop = other.on('Debugger.paused', () => assert.fail('it stops nowhere any more'));
      await calls(other, 20);
      stop();
    }
    await other.close();
  });
});

test('--step: one console at a time measures lines, and none keeps the others out when it is gone', async () => {
  await withTarget('lines.cjs', {}, async (target) => {
    const other = await Session.connect(target.url);
    const expression = "Symbol.for('leakconsole lines') in globalThis";
    const isMeasured = async () => (await other.send('Runtime.evaluate', { expression })).result.value === true;
    const first = startLeakconsole(['lines', target.url, 'lines.never', '--step', '--for', '10m']);
    await until(isMeasured);
    for (const words of [['--step'], []]) {
      const second = await leakconsole(['lines', target.url, 'lines.handle', ...words]);
      expectFailure(second, { what: /another console measures the lines of a function there/, hint: /wait/ });
    }
    first.child.kill('SIGKILL');
    await first.ended;
    await until(async () => !(await isMeasured()));
    expectCode(await leakconsole(['lines', target.url, 'lines.handle', '--step']), 0);
    await other.close();
  });
});

test('--step: a service that exits in a call that is stepped through does exit', long, async () => {
  await withTarget('lines.cjs', {}, async (target) => {
    const other = await Session.connect(target.url);
    await other.send('Debugger.enable');
    const lines = startLeakconsole(['lines', target.url, 'lines.leave', '--step', '--calls', '50', '--for', '10m']);
    await pausesOf(other, 2);
    await other.send('Runtime.evaluate', { expression: 'lines.leaves = true' });
    const exited = new Promise((resolve) => target.child.once('exit', resolve));
    await other.close();
    expectFailure(await lines.ended, { what: /the target is gone/, hint: /ps/ });
    assert.equal(await exited, 7);
  });
});

test('--step is refused where it may not stop the target', async () => {
  await withConsole(
    'lines.cjs',
    async ({ run }) => await assert.rejects(run('.lines lines.handle --step'), { code: 'over-budget', exitCode: 3 }),
    { console: { maxPause: 100 } },
  );
  await withConsole(
    'lines.cjs',
    async ({ run }) => await assert.rejects(run('.lines lines.handle --step'), { code: 'read-only' }),
    { console: { readOnly: true } },
  );
  await withConsole(
    'workers.cjs',
    async ({ run }) => {
      await run('.use worker 1');
      await assert.rejects(run('.lines grow --step'), { code: 'not-supported', message: /main thread/ });
    },
    { args: ['turning'] },
  );
});

/** Resolves at the n-th pause from now on. */
function pausesOf(session: Session, n: number): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    const stop = session.on('Debugger.paused', () => {
      if (++seen < n) return;
      stop();
      resolve();
    });
  });
}

/** Waits until the service has called its function n times more. */
async function calls(session: Session, n: number): Promise<void> {
  const count = async () =>
    (await session.send('Runtime.evaluate', { expression: 'lines.calls', returnByValue: true })).result.value as number;
  for (const least = (await count()) + n; (await count()) < least; );
}

function threadsOf({ pid }: TestTarget): number {
  return readdirSync(`/proc/${pid}/task`).length;
}
