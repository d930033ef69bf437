import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { EvaluationError } from '#src/isolate/console/evaluate.js';
import { allModules, knownModules } from '#src/isolate/modules/lookup.js';
import { withConsole } from '../../helpers/console.js';
import { long } from '../../helpers/long.js';

for (const fixture of ['service.cjs', 'service.mjs', 'typescript/commonjs/service.js', 'typescript/esm/service.js']) {
  test(`names are those of the service's own code: ${fixture}`, async () => {
    await withConsole(fixture, async ({ evaluate, text }, target) => {
      assert.deepEqual(await evaluate('cache.size'), { type: 'number', value: 2, text: '2' });
      assert.equal(await text('main.cache.size'), '2');
      assert.equal(await text('cache'), "Map(2) { 'ann' => User { name: 'Ann' }, 'bob' => User { name: 'Bob' } }");
      assert.equal(await text('requests'), '0');
      await target.get('/zoe');
      assert.equal(await text('[cache.size, requests, main.requests].join()'), "'3,1,1'");
      assert.equal(await text('lookUp("max") === cache.get("max")'), 'true');
      assert.equal(await text('new User("x") instanceof cache.get("ann").constructor'), 'true');
      assert.equal(await text('cache.delete("zoe")'), 'true');
      assert.match(await target.get('/ann'), /"requests":3/);
      assert.equal(await text('[...cache.keys()].join()'), "'ann,bob,max'");
    });
  });
}

test('variables of the console last, can be declared again, and are no globals', async () => {
  await withConsole('service.cjs', async ({ text, evaluate, notices }) => {
    const before = await text('Reflect.ownKeys(globalThis).length');
    await text('let a = 1; const b = 2; var c = 3; class D {} function e() { return a + b + c }');
    assert.equal(await text('e()'), '6');
    await text('let a = 10, c = 30; const b = 20; class D { x = 1 }');
    assert.equal(await text('[a, b, c, new D().x].join()'), "'10,20,30,1'");
    assert.equal(await text('undeclared = 5; undeclared'), '5');
    await text('undeclared = 6');
    assert.deepEqual(notices, ['undeclared is a variable of this console now, not of the service']);
    assert.equal(
      await text('typeof globalThis.a + typeof globalThis.e + typeof globalThis.undeclared'),
      "'undefinedundefinedundefined'",
    );
    await assert.rejects(evaluate('b = 1'), /Assignment to constant variable/);
    await assert.rejects(evaluate('let f = nowhere'), /nowhere is not defined/);
    await assert.rejects(evaluate('f'), /f is not defined/);
    await text('let cache = 1');
    assert.equal(await text('[cache, main.cache.size].join()'), "'1,2'");
    assert.equal(await text('Reflect.ownKeys(globalThis).length'), before);
  });
});

test('await, import(), require, _ and _error work', async () => {
  await withConsole('service.cjs', async ({ text, evaluate }) => {
    assert.equal(await text('await new Promise((resolve) => setTimeout(resolve, 1, 5))'), '5');
    assert.equal(await text('_ + 1'), '6');
    assert.equal(await text('const { sep } = await import("node:path"); sep'), "'/'");
    assert.equal(await text('(await import("./leaks/store.mjs")) === (await import("./leaks/store.mjs"))'), 'true');
    assert.equal(await text('require("node:path").sep'), "'/'");
    assert.equal(
      await text(
        'require("./leaks/write-snapshot.cjs"), require.resolve("./service.mjs").endsWith("fixtures/service.mjs")',
      ),
      'true',
    );
    await assert.rejects(evaluate('await Promise.reject(new RangeError("late"))'), /RangeError: late/);
    assert.equal(await text('_error.message'), "'late'");
  });
});

describe('errors', () => {
  test('show the target’s own error, once, without frames of ours', async () => {
    await withConsole('service.mjs', async ({ evaluate, text }) => {
      const thrown = async (line: string): Promise<string> => {
        try {
          await evaluate(line);
        } catch (error) {
          assert.ok(error instanceof EvaluationError, String(error));
          assert.doesNotMatch(error.text, /leakconsole|node:inspector|processImmediate/);
          return error.text;
        }
        return assert.fail(`${line} threw nothing`);
      };
      assert.equal(await thrown('throw new TypeError("no")'), 'TypeError: no');
      assert.equal(
        await thrown('(function deep() { null.x })()'),
        "TypeError: Cannot read properties of null (reading 'x')",
      );
      assert.equal(await thrown('throw { a: 1 }'), '{ a: 1 }');
      assert.equal(await thrown('throw undefined'), 'undefined');
      assert.equal(await thrown('await Promise.reject(7)'), '7');
      assert.equal(
        await thrown('throw Object.assign(new Error("a", { cause: new Error("b") }), { code: 1 })'),
        'Error: a {\n  code: 1,\n  [cause]: Error: b\n}',
      );
      const inService = await thrown('server.listen(-1)');
      assert.match(
        inService,
        /^Error \[ERR_SERVER_ALREADY_LISTEN\]: .*\n(?: +at new NodeError .*\n)? +at Server\.listen \(node:net:\d+:\d+\) \{\n {2}code: /,
      );
      assert.equal(await text('new Error("a value")'), 'Error: a value');
    });
  });

  test('are told with their class and message where a machine reads', async () => {
    await withConsole('service.cjs', async ({ evaluate }) => {
      await assert.rejects(evaluate('throw new RangeError("far")'), {
        errorName: 'RangeError',
        message: 'RangeError: far',
      });
      await assert.rejects(evaluate('throw "text"'), { errorName: '', message: "'text'" });
      await assert.rejects(
        evaluate('throw new Error("x".repeat(1e8))'),
        ({ message, text }) => message.length + text.length < 100_000,
      );
    });
  });
});

test('a promise that the line leaves behind does not end the service when it is rejected', async () => {
  await withConsole('service.cjs', async ({ text }, target) => {
    assert.equal(await text('Promise.reject(3)'), 'Promise { <rejected> 3 }');
    await text('let later = new Promise((_, reject) => setTimeout(reject, 1, new Error("late")))');
    await text('[1, 2].map(async (n) => { throw n })');
    await text('let now = Promise.reject(1); await new Promise((resolve) => setTimeout(resolve, 10))');
    assert.equal(await text('await later.catch(({ message }) => message)'), "'late'");
    await target.get('/ann');
  });
});

test('assigning to a variable of a module is refused, and changing what it refers to is not', async () => {
  await withConsole('service.cjs', async ({ evaluate, text }) => {
    for (const line of [
      'requests++',
      'cache = 1',
      'main.cache = 1',
      '[cache] = [1]',
      'main.requests += 1',
      '({ requests } = { requests: 1 })',
    ]) {
      await assert.rejects(evaluate(line), { code: 'assignment-refused', hint: /cache\.clear\(\)/ }, line);
    }
    assert.equal(await text('cache.clear(), main.cache.size'), '0');
    assert.equal(await text('requests'), '0');
  });
});

test('a name that the code has and V8 has not is explained', async () => {
  await withConsole('service.cjs', async ({ evaluate }) => {
    await assert.rejects(evaluate('http'), {
      code: 'binding-dropped',
      message: /^http is declared in service\.cjs:2, /,
    });
    await assert.rejects(evaluate('htpp'), {
      code: 'evaluation-threw',
      message: 'ReferenceError: htpp is not defined',
      hint: 'did you mean http?',
    });
    await assert.rejects(evaluate('cahce.size'), { code: 'evaluation-threw', hint: 'did you mean cache?' });
  });
});

test('names that do not exist cost one search of the modules at most', long, async () => {
  await withConsole('leaks/exported.mjs', async ({ evaluate, target }) => {
    await assert.rejects(evaluate('nosuch'), { code: 'evaluation-threw', hint: null });
    const { index } = target.modules;
    await assert.rejects(evaluate('nosuch'), { code: 'evaluation-threw' });
    await assert.rejects(evaluate('Sesion'), { hint: 'did you mean Session, sessions?' });
    await assert.rejects(evaluate('other'), { code: 'evaluation-threw' });
    assert.equal(target.modules.index, index);
  });
});

test(
  'a search that was begun for another line is not begun again, and ends with whoever waits for it',
  long,
  async () => {
    await withConsole('service.cjs', async ({ target }) => {
      const starts = mock.method(target.session, 'send');
      const given = new AbortController();
      const wait = { notice() {}, signal: new AbortController().signal };
      const searches = [
        allModules(target, { ...wait, signal: given.signal }),
        allModules(target, wait),
        knownModules(target, wait),
      ];
      given.abort();
      await assert.rejects(searches[0], { code: 'interrupted' });
      assert.equal((await searches[1]).main?.name, 'service.cjs');
      assert.equal(await searches[1], await searches[2]);
      const asked = starts.mock.callCount();
      await knownModules(target, wait);
      assert.equal(starts.mock.callCount(), asked);
    });
  },
);
