import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counts } from '#src/isolate/counts.js';
import { countByWalk } from '#src/lenses/walk/count-types.js';
import { Session } from '#src/session/session.js';
import { expectCode, startLeakconsole } from '../../helpers/cli.js';
import { withSession } from '../../helpers/session.js';
import { startTarget, type TestTarget } from '../../helpers/target.js';

/** Half of the rest after a step of 5 ms at the duty of 0.001, ms: who waited for its end would take longer. */
const SOON = 2500;
const stepsOf = (target: TestTarget) => target.output().split('step').length - 1;
const steps = (target: TestTarget, more: number) => target.wrote(new RegExp(`step ${stepsOf(target) + more}\\n`));

/** Nothing of the walk is left in the target: no property, no memory, and no step is made any more. */
async function expectNothingLeft(session: Session, target: TestTarget, heapBefore: number): Promise<void> {
  // The target's own timers say how long: a step that was to come would come before.
  await passInTarget(session, 100);
  const before = stepsOf(target);
  await passInTarget(session, 100);
  assert.equal(stepsOf(target), before);
  const ours = 'Reflect.ownKeys(globalThis).map(String).filter((name) => name.includes("leakconsole")).length';
  const { result } = await session.send('Runtime.evaluate', { expression: ours, returnByValue: true });
  assert.equal(result.value, 0);
  // The connection of a console that was killed lingers for a second (see `linger`).
  const deadline = Date.now() + 5000;
  let kept = Number.POSITIVE_INFINITY;
  while (kept >= 2e6 && Date.now() < deadline) kept = (await heapUsed(session)) - heapBefore;
  assert.ok(kept < 2e6, `${kept} bytes are left`);
}

/** Waits until so many ms have passed for the target's timers. */
async function passInTarget(session: Session, ms: number): Promise<void> {
  const expression = `new Promise((resolve) => setTimeout(resolve, ${ms}))`;
  await session.send('Runtime.evaluate', { expression, awaitPromise: true });
}

async function heapUsed(session: Session): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

test('an abort ends a walk at once, while it works and while it rests', async () => {
  await withSession('many-users.cjs', async (session, target) => {
    const before = await heapUsed(session);
    for (const duty of [0.9, 0.001]) {
      const controller = new AbortController();
      const walking = countByWalk(
        { session, counts: new Counts() },
        { memoryBytes: 256e6, signal: controller.signal, pacing: { slice: 5, duty } },
      );
      const rejected = assert.rejects(walking, { code: 'interrupted' });
      await steps(target, 1);
      const aborted = performance.now();
      controller.abort();
      await rejected;
      const ms = performance.now() - aborted;
      assert.ok(ms < SOON, `it took ${ms} ms`);
    }
    await expectNothingLeft(session, target, before);
  });
});

test('a walk ends with its console: by Ctrl-C, and when it is killed', async () => {
  const target = await startTarget('many-users.cjs');
  try {
    const session = await Session.connect(target.url);
    await session.send('Runtime.evaluate', { expression: '0' });
    const before = await heapUsed(session);
    for (const [signal, code] of [
      ['SIGINT', 1],
      ['SIGKILL', 'SIGKILL'],
    ] as const) {
      const console = startLeakconsole(['types', target.url, '--no-pause', '--duty', '0.05']);
      await steps(target, 20);
      console.child.kill(signal);
      expectCode(await console.ended, code);
      await expectNothingLeft(session, target, before);
    }
    await session.close();
  } finally {
    await target.stop();
  }
});
