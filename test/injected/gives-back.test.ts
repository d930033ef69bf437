import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '#src/session/session.js';
import { attachConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { withTarget } from '../helpers/target.js';

/** What looks remember, of each collection and closure, and the code that we load. */
const ATTACHED = 8e6;
/** Node's own modules that a look needs, and what V8 has compiled of them. */
const DETACHED = 3e6;

/** The least that is used after a few collections, bytes: V8 frees the code of functions when they are old. */
async function heapUsed(session: Session): Promise<number> {
  for (let i = 0; i < 4; i++) await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

test('what looks keep in a target is bounded, and given back with the console', long, async () => {
  await withTarget('many-users.cjs', {}, async ({ url }) => {
    const session = await Session.connect(url);
    try {
      const before = await heapUsed(session);
      const { json, detach } = await attachConsole({ url });
      const kept: number[] = [];
      for (let look = 0; look < 4; look++) {
        await json('.collections');
        await json('.types --no-pause');
        kept.push((await heapUsed(session)) - before);
      }
      assert.ok(Math.max(...kept) < ATTACHED, `${kept.join(', ')} bytes while attached`);
      assert.ok(kept[3] - kept[1] < 500_000, `${kept.join(', ')} bytes: each look keeps more`);
      await detach();
      const left = (await heapUsed(session)) - before;
      assert.ok(left < DETACHED, `${left} bytes after it has detached`);
    } finally {
      await session.close();
    }
  });
});
