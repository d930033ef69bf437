import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interrupted } from '#src/isolate/wait-for-target.js';
import { callNow } from '#src/session/call.js';
import { Session } from '#src/session/session.js';
import { attachConsole, type TestConsole, withConsole } from '../../helpers/console.js';
import { long } from '../../helpers/long.js';
import type { TestTarget } from '../../helpers/target.js';

/**
 * What never ends: the line itself, what it does after an await, a callback that it leaves, and the printing of its
 * value.
 */
const endless = [
  'while (true) {}',
  'try { for (;;); } finally { globalThis.finalized = true }',
  'await new Promise(() => {})',
  'await 1; for (;;);',
  'for (;;) await 0',
  'for await (const _ of [1]) for (;;);',
  'await (async () => { await 1; for (;;); })()',
  'Promise.resolve().then(() => { for (;;); })',
  '(async () => { for (;;) await 0 })()',
  '({ [Symbol.for("nodejs.util.inspect.custom")]() { for (;;); } })',
  'const { AsyncResource } = require("async_hooks"); new AsyncResource("x").runInAsyncScope(() => { for (;;); })',
];

async function isUnharmed({ text }: TestConsole, target: TestTarget): Promise<void> {
  assert.equal(await text('cache.size'), '2');
  assert.equal(await text('await new Promise((resolve) => setTimeout(resolve, 1, "timers"))'), "'timers'");
  assert.equal(await text('await new Promise((resolve) => setImmediate(resolve, "immediates"))'), "'immediates'");
  assert.match(await target.get('/ann'), /Ann/);
  assert.equal(await text('typeof globalThis.finalized'), "'undefined'");
}

test('Ctrl-C ends what never ends, and the service goes on', async () => {
  await withConsole('service.cjs', async (console, target) => {
    for (const line of endless) {
      const controller = new AbortController();
      const { evaluation } = await begin(console, line, controller.signal);
      controller.abort(new Interrupted());
      await assert.rejects(evaluation, { code: 'interrupted' }, line);
      await isUnharmed(console, target);
    }
  });
});

test('the timeout ends what never ends, and the service goes on', async () => {
  await withConsole(
    'service.cjs',
    async (console, target) => {
      // A patient one, as on a busy machine the first look for modules may itself take longer than that.
      const witness = await attachConsole(target);
      for (const line of endless) {
        await assert.rejects(console.evaluate(line), { code: 'timeout', message: /longer than 0\.4 s/ }, line);
        await isUnharmed(witness, target);
      }
      await witness.detach();
    },
    { console: { timeout: 400 } },
  );
});

test('the timeout ends the wait for an event loop that does not turn, and the line never runs', long, async () => {
  await withConsole(
    'blockable.cjs',
    async ({ evaluate, target }, service) => {
      assert.equal((await evaluate('1 + 1')).value, 2);
      const { evaluate: evaluateFirst } = await attachConsole(service, { timeout: 300 });
      await service.get('/spin');
      await service.wrote(/stands still/);
      await assert.rejects(evaluate('globalThis.ran = 1'), { code: 'timeout', message: /busy for 0\.3 s/ });
      // It begins with a look for the variable, and the other with sending our console there.
      await assert.rejects(evaluate('server.listening'), { code: 'timeout', message: /busy for 3 s/ });
      await assert.rejects(evaluateFirst('globalThis.ran = 1'), { code: 'timeout', message: /busy for 3 s/ });
      const { result } = await target.session.send('Runtime.evaluate', { expression: 'typeof ran' });
      assert.equal(result.value, 'undefined');
    },
    { console: { timeout: 300 } },
  );
});

test('a line goes on when V8’s own timer hits what the inspector calls instead, and is ended all the same', async () => {
  await withConsole('service.cjs', async (console, target) => {
    const controller = new AbortController();
    const session = 'const session = new (require("inspector").Session)(); session.connect(); ';
    const post = 'session.post("Runtime.evaluate", { expression: "for (;;);", timeout: 300 })';
    const { evaluation } = await begin(console, session + post, controller.signal);
    const other = await Session.connect(target.url);
    const busy = 'for (const end = Date.now() + 600; Date.now() < end;);';
    await assert.rejects(other.send('Runtime.evaluate', { expression: busy }));
    // V8 up to Node 20 now takes whatever it is to call for what was to be ended, and answers “Internal error”.
    await other.send('Runtime.evaluate', { expression: '1 + 1' }).catch(() => {});
    controller.abort(new Interrupted());
    // What is ended may be the inner evaluation alone.
    await evaluation.catch(({ code }) => assert.equal(code, 'interrupted'));
    await other.close();
    await isUnharmed(console, target);
  });
});

test(
  'a timer’s callback, which cannot be ended without killing the service, is left alone, and the console is back',
  long,
  async () => {
    await withConsole('service.cjs', async (console) => {
      const controller = new AbortController();
      const line =
        'await new Promise(() => setTimeout(() => { for (const end = Date.now() + 3000; Date.now() < end;); }))';
      const { evaluation } = await begin(console, line, controller.signal);
      controller.abort(new Interrupted());
      await assert.rejects(evaluation, { code: 'interrupted' });
      assert.equal(await console.text('cache.size'), '2');
    });
  },
);

test('many steps of a line each let the service work', long, async () => {
  await withConsole('service.cjs', async ({ text, evaluate }, target) => {
    let isOver = false;
    const evaluation = evaluate('for (let i = 0; i < 500; i++) await i; 7').finally(() => {
      isOver = true;
    });
    let answers = 0;
    while (!isOver) answers += (await target.get('/ann')).includes('Ann') ? 1 : 0;
    assert.equal((await evaluation).text, '7');
    assert.ok(answers > 1);
    assert.equal(await text('let sum = 0; for (const n of [1, 2]) sum += await n; sum'), '3');
  });
});

test('Ctrl-C that comes as an evaluation ends hits nothing of the service', long, async () => {
  await withConsole('service.cjs', async (console, target) => {
    for (let round = 0; round < 30; round++) {
      const controller = new AbortController();
      const evaluation = console.evaluate('for (let i = 0; i < 1e6; i++); 5', controller.signal);
      setTimeout(() => controller.abort(new Interrupted()), round % 6);
      await evaluation.catch(({ code }) => assert.equal(code, 'interrupted'));
    }
    await isUnharmed(console, target);
  });
});

/** Evaluates a line; resolves once it is known to run, or to wait. */
async function begin(
  console: TestConsole,
  line: string,
  signal: AbortSignal,
): Promise<{ evaluation: Promise<unknown> }> {
  const { session, console: evaluations } = console.target;
  const state = await evaluations.state();
  const before = evaluations.lastEvaluation;
  const evaluation = console.evaluate(line, signal);
  // A termination that is meant for the line may hit the question.
  const lastBegun = () => callNow(session, state, 'lastBegun').catch(() => 0);
  while ((await lastBegun()) <= before) assert.ok(!session.hasEnded);
  return { evaluation };
}
