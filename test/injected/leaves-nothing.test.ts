import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Walk } from '#src/isolate/walk/walk.js';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { withSession } from '../helpers/session.js';

const EVERYTHING = { sample: Number.MAX_SAFE_INTEGER, maxVisits: Number.MAX_SAFE_INTEGER, memoryBytes: 64e6 };

test('a walk makes V8 allocate no prototypes of closures', async () => {
  await withSession('closures.cjs', async (session) => {
    const countObjects = async () => {
      const { result } = await session.send('Runtime.evaluate', { expression: 'Object.prototype' });
      const prototypeObjectId = result.objectId!;
      const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId });
      const functionDeclaration = 'function () { return this.filter((o) => typeof o !== "function").length; }';
      const answer = { objectId: objects.objectId!, functionDeclaration };
      const { result: count } = await session.send('Runtime.callFunctionOn', answer);
      return count.value as number;
    };
    const walk = async () => {
      const walk = await Walk.start(session, { goal: 'types', ...EVERYTHING, maxAsks: 0 });
      await walk.run();
      await walk.end();
    };
    const before = await countObjects();
    await walk();
    // To load our code and modules of Node makes some objects; there are 5,000 closures.
    const more = (await countObjects()) - before;
    assert.ok(more < 2500, `${more} objects more`);
  });
});

test('what a look causes in an idle target is no growth of it', async () => {
  await withConsole('closures.cjs', async ({ json }) => {
    await json('.growth');
    await json('.collections');
    const [{ result }] = await json('.growth');
    // V8 itself, or Node, may have made a few.
    const grown = result.types.find(({ name }: { name: string }) => name === 'Object');
    assert.ok((grown?.delta ?? 0) < 60, `Object +${grown?.delta}`);
    const deltas: number[] = result.types.map(({ delta }: { delta: number }) => Math.max(0, delta));
    const more = deltas.reduce((sum, delta) => sum + delta, 0);
    assert.ok(more < 60, `${more} objects more`);
  });
});

test('a look does not have V8 make strings of the sources of Node', async () => {
  await withConsole('service.cjs', async ({ json, text }) => {
    const external = async () => Number(await text('process.memoryUsage().external'));
    await json('.collections');
    const before = await external();
    await json('.collections');
    // All are 5 to 11 MB; a collection in between can only free some.
    const more = (await external()) - before;
    assert.ok(more < 2e6, `${more} bytes of external memory more`);
  });
});

test('a look loads nothing of Node: no module, no lazy global, no name in one piece', long, async () => {
  await withConsole('service.cjs', async ({ json, text }) => {
    // The budget of the first loads `os`.
    await json('.snapshot --no-file');
    const loaded = await text('process.moduleLoadList.length');
    await json('.snapshot --no-file');
    await json('.collections');
    await json('.snapshot --no-file');
    const [{ result }] = await json('.diff --n 1000');
    const names = result.types.map(({ name }: { name: string }) => name);
    assert.deepEqual(
      names.filter((name: string) => name.startsWith('Temporal')),
      [],
    );
    // Code of Node's that our calls have made V8 compile, and lists of keys that it keeps.
    assert.ok(result.total.new < 1000, `${result.total.new} new`);
    await json('.types --no-pause');
    assert.equal(await text('process.moduleLoadList.length'), loaded);
  });
});
