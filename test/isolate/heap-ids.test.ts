import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '#src/session/session.js';
import { attachConsole } from '../helpers/console.js';
import { startTarget } from '../helpers/target.js';

test('what keeps the @ids of a console ends with it, whether it detaches or is just gone', async () => {
  const target = await startTarget('leaks/cache.cjs');
  try {
    for (const end of ['detach', 'vanish'] as const) {
      const console = await attachConsole(target);
      await console.run('.snapshot --no-file');
      const session = await Session.connect(target.url);
      assert.equal(await connectedSessions(session), 1);
      // Without detaching, only the connection is gone: as if the console had been killed.
      await (end === 'detach' ? console.detach() : console.target.session.close());
      // Objects that a finalizer has let go of are garbage for the next collection only.
      for (let times = 0; times < 3; times++) await session.send('HeapProfiler.collectGarbage');
      assert.equal(await connectedSessions(session), 0, end);
      await session.close();
    }
  } finally {
    await target.stop();
  }
});

async function connectedSessions(session: Session): Promise<number> {
  const { result } = await session.send('Runtime.evaluate', {
    expression: "require('inspector').Session.prototype",
    includeCommandLineAPI: true,
  });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId! });
  const { result: count } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: 'function () { return this.length }',
    returnByValue: true,
  });
  await session.send('Runtime.releaseObject', { objectId: objects.objectId! });
  return count.value;
}
