import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '#src/isolate/console/evaluate.js';
import { Isolate } from '#src/isolate/isolate.js';
import { callNow } from '#src/session/call.js';
import { loadEntryNow } from '#src/session/entry.js';
import { Session } from '#src/session/session.js';
import { WorkerTransport } from '#src/session/transport/worker.js';
import { withSession } from '../../helpers/session.js';

/** Opens a session with the first worker that the target announces. */
async function connectToWorker(main: Session): Promise<Session> {
  const announced = new Promise<Session>((resolve) => {
    main.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) =>
      resolve(new Session(new WorkerTransport(main, sessionId, workerInfo.title), { isWorker: true })),
    );
  });
  await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
  return await announced;
}

const describe = async (session: Session) => callNow(session, await loadEntryNow(session, 'process'), 'describe');

const threadIn = async (session: Session): Promise<unknown> => {
  const expression = "process.getBuiltinModule?.('worker_threads').threadId ?? require('worker_threads').threadId";
  const options = { expression, includeCommandLineAPI: true, returnByValue: true };
  return (await session.send('Runtime.evaluate', options)).result.value;
};

test('a session over that of the main thread is one with the worker', () =>
  withSession('worker.cjs', async (main) => {
    const worker = await connectToWorker(main);
    assert.match(worker.name, /^\[worker \d+\].*loader$/);
    assert.equal(await threadIn(main), 0);
    assert.equal(await threadIn(worker), 1);
    assert.equal((await describe(worker)).pid, (await describe(main)).pid);
    await assert.rejects(worker.send('Runtime.getProperties', { objectId: 'none' }), { name: 'ProtocolError' });
    await worker.close();
    assert.equal(await worker.ended, null);
    assert.equal(await threadIn(main), 0, 'the main session is still there');
  }));

test('a worker is an isolate like the main thread', () =>
  withSession('worker.cjs', async (main) => {
    const session = await connectToWorker(main);
    const description = await describe(main);
    const limits = { maxPauseMs: 60_000, maxRssBytes: null, force: false, allowsFork: false, maxForkMs: 120_000 };
    const wait = { notice: () => {}, signal: new AbortController().signal };
    const given = { localPid: null, description, limits, readOnly: false, timeoutMs: 60_000, sourceMaps: true };
    const process = { ...given, copyFile: async () => {} };
    const isolate = await Isolate.open('worker:1', process, session, wait, 'worker.cjs');
    assert.equal((await evaluate(isolate, 'cache.size', { ...wait, width: 80 })).value, 7);
    assert.equal((await evaluate(isolate, 'let mine = 1; mine + cache.size', { ...wait, width: 80 })).value, 8);
    await isolate.release();
    await session.close();
  }));

test('it ends when the worker ends, and when the main session does', () =>
  withSession('worker.cjs', async (main, target) => {
    const worker = await connectToWorker(main);
    const waiting = worker.send('Runtime.evaluate', { expression: 'new Promise(() => {})', awaitPromise: true });
    await main.send('Runtime.evaluate', { expression: 'endWorker()' });
    await assert.rejects(waiting);
    assert.equal((await worker.ended)?.code, 'target-gone');
    await assert.rejects(worker.send('Runtime.getHeapUsage'), { code: 'target-gone' });

    const other = await Session.connect(target.url);
    await other.close();
    const late = new Session(new WorkerTransport(other, '9', 'worker 9'));
    assert.equal((await late.ended)?.code, 'target-gone');
  }));
