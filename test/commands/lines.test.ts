import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectFailure, type Json, leakconsole, startLeakconsole } from '../helpers/cli.js';
import { type TestConsole, withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';

const KEY = 'Symbol.for("leakconsole lines")';

/**
 * Whether no condition of ours is evaluated any more: a function in the place of ours is not called, though the service
 * works on.
 */
async function assertConditionsGone({ evaluate, text }: TestConsole): Promise<void> {
  assert.equal(await text(`globalThis[${KEY}]`), 'undefined');
  await evaluate(`globalThis[${KEY}] = () => { lines.marked = true; }`);
  const [before] = [Number(await text('lines.calls'))];
  while (Number(await text('lines.calls')) < before + 5) await evaluate('new Promise(setImmediate)');
  assert.equal(await text('lines.marked'), 'undefined');
  await evaluate(`delete globalThis[${KEY}]`);
}

for (const [when, busy] of [
  ['while the service calls the function', ''],
  // As many calls as it can answer, and garbage between them.
  ['under load', 'setInterval(() => { for (let i = 0; i < 100; i++) lines.call([new Array(50).fill(i)]) }, 0); 0'],
] as const) {
  test(`each line is measured to the byte, ${when}`, long, async () => {
    await withConsole('lines.cjs', async (console) => {
      if (busy !== '') await console.evaluate(busy);
      const [{ result }] = await console.json('.lines lines.handle --calls 60 --for 1m');
      const truth = JSON.parse((await console.evaluate('JSON.stringify(lines.truth())')).value as string);
      const shown = JSON.stringify([result, truth], null, 1);
      assert.equal(result.calls, 60);
      const lines = new Map<string, Json>(result.lines.map((line: Json) => [line.text.trim(), line]));
      for (const [text, bytes] of Object.entries<number>(truth)) {
        assert.ok(Math.abs(lines.get(text).bytes - bytes) <= 64, `${text}\n${shown}`);
      }
      assert.equal(lines.get('list[k] = { k, id };').hits, 240);
      assert.equal(lines.get('const copy = { pair };').hits, 30);
      const [{ result: stepped }] = await console.json('.lines lines.handle --step --calls 6');
      for (const { text, bytes } of stepped.lines as Json[])
        assert.ok(
          Math.abs(lines.get(text.trim()).bytes - bytes) <= 64,
          `${text}\n${shown}\n${JSON.stringify(stepped)}`,
        );
      assert.equal(await console.text('lines.wrong'), '0', 'its answers are right meanwhile');
      await assertConditionsGone(console);
    });
  });
}

test('a line that waits is not measured, those around it are', async () => {
  await withConsole('lines.cjs', async ({ json, run }) => {
    const [{ result }] = await json('.lines lines.load --calls 20 --for 1m');
    const bytes = result.lines.map((line: Json) => [line.bytes, line.waits]);
    assert.deepEqual(bytes.slice(1, 2), [[null, true]], JSON.stringify(result));
    assert.ok(bytes[0][0] >= 800 && bytes[2][0] >= 1600 && bytes[3][0] <= 64, JSON.stringify(result));
    assert.match(await run('.lines lines.load --calls 5'), /^ +35 +5 +– +const answer = await .*$/m);
  });
});

test('Ctrl-C ends it with what is known, and a crash of ours leaves no condition', long, async () => {
  await withConsole('lines.cjs', async (console, { url }) => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const lines = startLeakconsole(['lines', url, 'lines.handle', '--calls', '100000', '--for', '5m']);
      while ((await console.text(`typeof globalThis[${KEY}]`)) !== "'function'") await console.evaluate('1');
      lines.child.kill(signal);
      await lines.ended;
      // What nobody holds any more goes with a collection.
      while ((await console.text(`typeof globalThis[${KEY}]`)) !== "'undefined'")
        await console.target.session.send('HeapProfiler.collectGarbage');
      await assertConditionsGone(console);
    }
  });
});

test('what cannot be measured is said', async () => {
  await withConsole('lines.cjs', async (_, { url }) => {
    for (const [expression, what, hint] of [
      ['lines', /^error: lines is an object, not a function$/, /name a function of the program/],
      ['lines.calls', /^error: lines.calls is a number, not a function$/, /name a function of the program/],
      ['lines.handle.bind(null)', /no function whose source V8 has/, /a bound one by its target/],
      ['Array.prototype.push', /no function whose source V8 has/, /name a function of the program/],
      ['lines.truth', /it was not called in 0.1 s/, /--for/],
    ] as const) {
      const result = await leakconsole(['lines', url, expression, '--for', '100ms']);
      expectFailure(result, { what, hint });
    }
  });
});
