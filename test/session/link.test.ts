import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LinkState, watchLink } from '#src/session/link.js';
import { Session } from '#src/session/session.js';
import { probeInspector } from '#src/target/probe-link.js';
import { type FailingLink, startProxy } from '../helpers/proxy.js';
import { withTarget } from '../helpers/target.js';

/** Opens a session through a proxy, whose silence is looked for every few ms. */
async function withProxy(
  fixture: string,
  use: (session: Session, proxy: FailingLink, states: LinkState[], stop: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await withTarget(fixture, {}, async ({ port, url, stop }) => {
    const proxy = await startProxy(port);
    const session = await Session.connect(url.replace(`:${port}/`, `:${proxy.port}/`));
    const states: LinkState[] = [];
    session.probe = async () => {
      const state = await probeInspector({ host: '127.0.0.1', port: proxy.port }, 1000);
      states.push(state);
      return state;
    };
    watchLink(session, 50);
    try {
      await use(session, proxy, states, stop);
    } finally {
      await session.close();
      proxy.close();
    }
  });
}

test('a connection that breaks while the target goes on is told from a target that is gone', () =>
  withProxy('service.cjs', async (session, proxy) => {
    const pending = session.send('Runtime.evaluate', { expression: 'new Promise(() => {})', awaitPromise: true });
    proxy.reset();
    await assert.rejects(pending, { code: 'connection-lost', message: /broke/ });
    assert.equal((await session.ended)?.code, 'connection-lost');
  }));

test('a silent connection is given up', () =>
  withProxy('service.cjs', async (session, proxy, states) => {
    proxy.fallSilent();
    await assert.rejects(session.send('Runtime.evaluate', { expression: '1' }), {
      code: 'connection-lost',
      message: /is silent/,
    });
    assert.deepEqual(states, ['silent', 'silent']);
  }));

test('a link that is idle is used every half minute, and given up where nobody answers', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let now = 0;
  let heardAt = 0;
  let askedAt: number | null = null;
  let answers = true;
  const pings: number[] = [];
  const abandoned: string[] = [];
  watchLink({
    name: 'far',
    ended: new Promise(() => {}),
    probe: async () => (answers ? 'answers' : 'silent'),
    get silenceMs() {
      return askedAt === null ? 0 : now - askedAt;
    },
    get quietMs() {
      return askedAt === null ? now - heardAt : 0;
    },
    ping() {
      pings.push(now);
      if (answers) heardAt = now;
      else askedAt = now;
    },
    abandon: ({ code }) => void abandoned.push(code),
  });
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed++) {
      now += 1000;
      t.mock.timers.tick(1000);
      await new Promise(setImmediate);
    }
  };
  await pass(61);
  assert.deepEqual(pings, [30_000, 60_000]);
  answers = false;
  await pass(38);
  assert.deepEqual([pings.length, abandoned], [3, []]);
  await pass(1);
  assert.deepEqual(abandoned, ['connection-lost']);
});

test('the ping of a link is answered by an inspector', () =>
  withTarget('service.cjs', {}, async ({ url }) => {
    const session = await Session.connect(url);
    session.ping();
    assert.equal(session.quietMs, 0);
    // Answers come in the order of the questions.
    await session.send('Runtime.evaluate', { expression: '1' });
    assert.equal(session.silenceMs, 0);
    assert.equal(session.hasEnded, false);
    await session.close();
  }));

test('a target that is busy is waited for', () =>
  withProxy('service.cjs', async (session, _proxy, states) => {
    const busy = session.send('Runtime.evaluate', {
      expression: `for (const end = Date.now() + 1e3; Date.now() < end;); 'done'`,
    });
    assert.equal((await busy).result.value, 'done');
    assert.ok(states.length > 2 && states.every((state) => state === 'answers'), String(states));
  }));

test('a target that ends is gone, also through a link', () =>
  withProxy('service.cjs', async (session, _proxy, _states, stop) => {
    const pending = session.send('Runtime.evaluate', { expression: 'new Promise(() => {})', awaitPromise: true });
    await Promise.all([assert.rejects(pending, { code: 'target-gone' }), stop()]);
    assert.equal((await session.ended)?.code, 'target-gone');
  }));
