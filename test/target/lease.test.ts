import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Session } from '#src/session/session.js';
import { type Hold, holdProcess } from '#src/target/hold.js';
import { LEASE_CLOCK, type Lease, type LeaseClock } from '#src/target/lease.js';
import { reach } from '#src/target/reach.js';
import type { Reached } from '#src/target/reached.js';
import { wait } from '../helpers/opening-wait.js';
import { fixture, startTarget, type TestTarget } from '../helpers/target.js';

const FAST: LeaseClock = { tickMs: 200, renewEveryMs: 100 };

interface Console extends Hold {
  readonly session: Session;
  readonly lease: Lease;
  readonly reached: Reached;
}

async function attach(pid: number, clock: LeaseClock = LEASE_CLOCK): Promise<Console> {
  const reached = await reach({ kind: 'pid', pid }, wait);
  const session = await Session.connect(reached.url);
  const hold = await holdProcess(session, reached, clock);
  reached.guard?.end();
  return { ...hold, lease: hold.lease!, session, reached };
}

const consoles = new Set<ChildProcess>();
after(() => {
  for (const child of consoles) child.kill('SIGKILL');
});

/** A console in a process of its own, which can be killed; it may not hold the process yet. */
function launchConsole(pid: number, { tickMs, renewEveryMs }: LeaseClock): ChildProcess {
  const child = spawn(process.execPath, [fixture('lease-client.mjs'), ...[pid, tickMs, renewEveryMs].map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  consoles.add(child);
  return child;
}

/** A console in a process of its own that holds the process. */
async function startConsole(pid: number, clock: LeaseClock): Promise<{ child: ChildProcess; url: string }> {
  const child = launchConsole(pid, clock);
  const [chunk] = await once(child.stdout!, 'data');
  const [, url] = /^holds (.*)$/m.exec(String(chunk)) ?? [];
  assert.ok(url, String(chunk));
  return { child, url };
}

async function evaluate(session: Session, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, returnByValue: true });
  assert.equal(exceptionDetails, undefined, exceptionDetails?.exception?.description);
  return result.value;
}

const state = async (target: TestTarget): Promise<Record<string, unknown>> => JSON.parse(await target.get('/state'));

/** The sockets of earlier questions may still be closing: so it is asked again. */
const stateIs = (target: TestTarget, expected: Record<string, unknown>): Promise<void> =>
  eventually(`the state is ${JSON.stringify(expected)}`, async () => isDeepStrictEqual(await state(target), expected));

function isOpen(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => resolve(true)).on('error', () =>
      resolve(false),
    );
    socket.on('connect', () => socket.destroy());
  });
}

/** One generous limit for all that is waited for. */
async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await condition())) {
    if (Date.now() > deadline) assert.fail(`never: ${what}`);
    await delay(50);
  }
}

/** Waits until so many ticks of a lease have passed in the target. */
async function ticks(session: Session, count: number, { tickMs }: LeaseClock): Promise<void> {
  const expression = `new Promise((done) => {
    let left = ${count};
    const timer = setInterval(() => { if (--left === 0) done(clearInterval(timer)); }, ${tickMs});
  })`;
  await session.send('Runtime.evaluate', { expression, awaitPromise: true });
}

const skip = process.platform !== 'linux' && 'opens inspectors by pid';

describe('a lease', { concurrency: 2, skip }, () => {
  const leaseTest = (name: string, inspect: boolean, body: (target: TestTarget) => Promise<void>): void =>
    void test(name, async () => {
      const target = await startTarget('self-report.cjs', { inspect });
      try {
        await body(target);
      } finally {
        await target.stop();
      }
    });

  leaseTest('is not needed where a flag opens the inspector', true, async (target) => {
    const before = await state(target);
    const { session, lease, isUnexplained } = await attach(target.pid);
    assert.deepEqual([lease, isUnexplained], [null, false]);
    await stateIs(target, before);
    await session.close();
  });

  leaseTest('offers an object to each console, and after it nothing is left', false, async (target) => {
    const before = await state(target);
    const { session, lease, reached } = await attach(target.pid);
    const mine = `globalThis[Symbol.for("leakconsole")].sessions[${JSON.stringify(lease.id)}]`;
    assert.equal(await evaluate(session, `${mine}.x = 42, Object.getPrototypeOf(${mine}) === null && ${mine}.x`), 42);
    const globals = [...(before.globals as string[]), 'Symbol(leakconsole)'].sort();
    await stateIs(target, { ...before, globals, inspector: true });
    const property = 'Object.getOwnPropertyDescriptor(globalThis, Symbol.for("leakconsole"))';
    assert.equal(await evaluate(session, `${property}.enumerable`), false);
    await lease.release();
    assert.equal(await session.ended, null);
    assert.equal(await isOpen(reached.url), false);
    await stateIs(target, before);
  });

  leaseTest('closes the inspector that we opened, and it can be opened again', false, async (target) => {
    const before = await state(target);
    for (let round = 0; round < 3; round++) {
      const { lease, reached } = await attach(target.pid);
      assert.equal(reached.opened, true);
      await lease.release();
      await eventually('the port is closed', async () => !(await isOpen(reached.url)));
      await stateIs(target, before);
    }
  });

  leaseTest('of the last of two consoles closes it, whoever opened it', false, async (target) => {
    const before = await state(target);
    const first = await attach(target.pid);
    const second = await attach(target.pid);
    assert.deepEqual([first.reached.opened, second.reached.opened], [true, false]);
    assert.equal(second.isUnexplained, false, 'the first holds it');
    await first.lease.release();
    assert.equal(await evaluate(second.session, '1 + 1'), 2);
    await second.lease.release();
    await eventually('the port is closed', async () => !(await isOpen(second.reached.url)));
    await stateIs(target, before);
  });

  leaseTest(
    'does not close the inspector while another debugger is attached, and does when it leaves',
    false,
    async (target) => {
      const { lease, reached } = await attach(target.pid, FAST);
      const debuggerSession = await Session.connect(reached.url);
      await lease.release();
      assert.equal(await evaluate(debuggerSession, '1 + 1'), 2);
      await debuggerSession.close();
      await eventually('the port is closed', async () => !(await isOpen(reached.url)));
    },
  );

  leaseTest('of a console that is killed ends by itself, and the port is closed', false, async (target) => {
    const before = await state(target);
    const { child, url } = await startConsole(target.pid, FAST);
    assert.equal((await state(target)).inspector, true);
    child.kill('SIGKILL');
    await eventually('the port is closed', async () => !(await isOpen(url)));
    await stateIs(target, before);
  });

  leaseTest('of a console that is suspended neither ends nor freezes the target', false, async (target) => {
    const { child, url } = await startConsole(target.pid, FAST);
    child.kill('SIGSTOP');
    const other = await Session.connect(url);
    // More than after which a console without a connection is forgotten.
    await ticks(other, 8, FAST);
    const sessions = 'Object.keys(globalThis[Symbol.for("leakconsole")].sessions).length';
    assert.equal(await evaluate(other, sessions), 1);
    await other.close();
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await once(child, 'exit');
    await eventually('the port is closed', async () => !(await isOpen(url)));
  });

  leaseTest('is renewed while a console lives', false, async (target) => {
    const { session, lease } = await attach(target.pid, FAST);
    const mine = `globalThis[Symbol.for("leakconsole")].sessions[${JSON.stringify(lease.id)}]`;
    await evaluate(session, `${mine}.x = 42`);
    await ticks(session, 8, FAST);
    assert.equal(await evaluate(session, `${mine}.x`), 42);
    await lease.release();
  });

  leaseTest('is given back without a word of complaint when the target is gone', false, async (target) => {
    const { session, lease } = await attach(target.pid);
    await target.stop();
    await session.ended;
    await lease.release();
  });

  leaseTest('is taken where nothing explains why the inspector is open', false, async (target) => {
    const before = await state(target);
    // As a console leaves it that is killed before it has a lease.
    const { url, guard } = await reach({ kind: 'pid', pid: target.pid }, wait);
    guard?.end();
    const { lease, reached, isUnexplained } = await attach(target.pid);
    assert.deepEqual([reached.url, reached.opened, isUnexplained], [url, false, true]);
    await lease.release();
    await eventually('the port is closed', async () => !(await isOpen(url)));
    await stateIs(target, before);
  });

  leaseTest('or its guard closes the port, whenever a console is killed', false, async (target) => {
    const before = await state(target);
    const isInspected = async () => (await state(target)).inspector === true;
    for (let round = 0; round < 8; round++) {
      const child = launchConsole(target.pid, FAST);
      await eventually('the inspector opens', isInspected);
      // It connects and takes its lease in this time: it is killed before or after.
      await delay(Math.random() * 100);
      child.kill('SIGKILL');
      await eventually('the port is closed', async () => !(await isInspected()));
    }
    await stateIs(target, before);
  });
});
