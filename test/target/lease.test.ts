import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Session } from '#src/session/session.js';
import { checkIdentity } from '#src/target/identity.js';
import { acquireLease, type Lease } from '#src/target/lease.js';
import { inspectorLoop } from '#src/target/procfs.js';
import { type Reached, reach } from '#src/target/reach.js';
import { patience } from '../helpers/patience.js';
import { fixture, startTarget, type TestTarget } from '../helpers/target.js';

interface Console {
  readonly session: Session;
  readonly lease: Lease;
  readonly reached: Reached;
  readonly held: boolean;
}

async function attach(pid: number): Promise<Console> {
  const reached = await reach({ kind: 'pid', pid }, patience);
  const session = await Session.connect(reached.url);
  const { held } = await checkIdentity(session, reached);
  const lease = await acquireLease(session, { opened: reached.opened, loop: inspectorLoop(pid, reached.url) });
  return { session, lease, reached, held };
}

const consoles = new Set<ChildProcess>();
after(() => {
  for (const child of consoles) child.kill('SIGKILL');
});

/** A console in a process of its own, which can be killed. */
async function startConsole(pid: number): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [fixture('lease-client.mjs'), String(pid)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  consoles.add(child);
  const [chunk] = await once(child.stdout, 'data');
  const holds = /^holds (.*)$/m.exec(String(chunk));
  assert.ok(holds, String(chunk));
  return { child, ...JSON.parse(holds[1]) };
}

async function evaluate(session: Session, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, returnByValue: true });
  assert.equal(exceptionDetails, undefined, exceptionDetails?.exception?.description);
  return result.value;
}

const state = async (target: TestTarget): Promise<Record<string, unknown>> => JSON.parse(await target.get('/state'));

/** The sockets of earlier questions may still be closing: so it is asked again for a while. */
async function stateIs(target: TestTarget, expected: Record<string, unknown>): Promise<void> {
  const deadline = Date.now() + 2000;
  let actual = await state(target);
  while (!isDeepStrictEqual(actual, expected) && Date.now() < deadline) actual = await state(target);
  assert.deepEqual(actual, expected);
}

function isOpen(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => resolve(true)).on('error', () =>
      resolve(false),
    );
    socket.on('connect', () => socket.destroy());
  });
}

async function eventually(what: string, within: number, condition: () => Promise<boolean>): Promise<number> {
  const start = Date.now();
  while (!(await condition())) {
    if (Date.now() - start > within) assert.fail(`not within ${within} ms: ${what}`);
    await delay(50);
  }
  return Date.now() - start;
}

const skip = process.platform !== 'linux' && 'opens inspectors by pid';

describe('a lease', { concurrency: true, skip }, () => {
  const leaseTest = (name: string, inspect: boolean, body: (target: TestTarget) => Promise<void>): void =>
    void test(name, async () => {
      const target = await startTarget('self-report.cjs', { inspect });
      try {
        await body(target);
      } finally {
        await target.stop();
      }
    });

  leaseTest('offers an object to each console, and after it nothing is left', true, async (target) => {
    const before = await state(target);
    const { session, lease, reached, held } = await attach(target.pid);
    assert.equal(held, false);
    const mine = `globalThis[Symbol.for("leakconsole")].sessions[${JSON.stringify(lease.id)}]`;
    assert.equal(await evaluate(session, `${mine}.x = 42, Object.getPrototypeOf(${mine}) === null && ${mine}.x`), 42);
    const globals = [...(before.globals as string[]), 'Symbol(leakconsole)'].sort();
    await stateIs(target, { ...before, globals });
    const property = 'Object.getOwnPropertyDescriptor(globalThis, Symbol.for("leakconsole"))';
    assert.equal(await evaluate(session, `${property}.enumerable`), false);
    await lease.release();
    assert.equal(await session.ended, null);
    await stateIs(target, before);
    assert.equal(await isOpen(reached.url), true, 'the inspector was open before');
  });

  leaseTest('closes the inspector that we opened, and it can be opened again', false, async (target) => {
    const before = await state(target);
    for (let round = 0; round < 3; round++) {
      const { lease, reached } = await attach(target.pid);
      assert.equal(reached.opened, true);
      await lease.release();
      assert.equal(await isOpen(reached.url), false);
      await stateIs(target, before);
    }
  });

  leaseTest('of the last of two consoles closes it, whoever opened it', false, async (target) => {
    const before = await state(target);
    const first = await attach(target.pid);
    const second = await attach(target.pid);
    assert.deepEqual([first.reached.opened, second.reached.opened, second.held], [true, false, true]);
    await first.lease.release();
    assert.equal(await evaluate(second.session, '1 + 1'), 2);
    await second.lease.release();
    assert.equal(await isOpen(second.reached.url), false);
    await stateIs(target, before);
  });

  leaseTest(
    'does not close the inspector while another debugger is attached, and does when it leaves',
    false,
    async (target) => {
      const { lease, reached } = await attach(target.pid);
      const debuggerSession = await Session.connect(reached.url);
      await lease.release();
      assert.equal(await evaluate(debuggerSession, '1 + 1'), 2);
      await debuggerSession.close();
      await eventually('the port is closed', 15_000, async () => !(await isOpen(reached.url)));
    },
  );

  leaseTest('of a console that is killed ends by itself within 15 s, and the port is closed', false, async (target) => {
    const before = await state(target);
    const { child, url } = await startConsole(target.pid);
    assert.equal((await state(target)).inspector, true);
    child.kill('SIGKILL');
    await eventually('the port is closed', 15_000, async () => !(await state(target)).inspector);
    assert.equal(await isOpen(url), false);
    await stateIs(target, before);
  });

  leaseTest('of a console that is killed ends by itself where the inspector stays open', true, async (target) => {
    const before = await state(target);
    const { child } = await startConsole(target.pid);
    assert.notDeepEqual(await state(target), before);
    child.kill('SIGKILL');
    const same = async (): Promise<boolean> => JSON.stringify(await state(target)) === JSON.stringify(before);
    await eventually('all is as it was', 15_000, same);
  });

  leaseTest('of a console that is suspended neither ends nor freezes the target', false, async (target) => {
    const { child, url } = await startConsole(target.pid);
    child.kill('SIGSTOP');
    // Five ticks of the target's timer and more.
    const start = Date.now();
    while (Date.now() - start < 14_000) {
      const asked = Date.now();
      assert.equal((await state(target)).inspector, true);
      assert.ok(Date.now() - asked < 5000);
      await delay(500);
    }
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await once(child, 'exit');
    assert.equal(await isOpen(url), false);
  });

  leaseTest('is renewed while a console lives', false, async (target) => {
    const { session, lease } = await attach(target.pid);
    const mine = `globalThis[Symbol.for("leakconsole")].sessions[${JSON.stringify(lease.id)}]`;
    await evaluate(session, `${mine}.x = 42`);
    await delay(14_000);
    assert.equal(await evaluate(session, `${mine}.x`), 42);
    await lease.release();
  });

  leaseTest('is given back without a word of complaint when the target is gone', false, async (target) => {
    const { session, lease } = await attach(target.pid);
    await target.stop();
    await session.ended;
    await lease.release();
  });
});
