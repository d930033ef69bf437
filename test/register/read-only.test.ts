import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Session } from '#src/session/session.js';
import { ConsoleServerTransport } from '#src/session/transport/console-server.js';
import { expectCode, leakconsole, startLeakconsole } from '../helpers/cli.js';
import { withServed } from '../helpers/console-server.js';
import { long } from '../helpers/long.js';
import { until } from '../helpers/until.js';

const readOnly = { LEAKCONSOLE_READ_ONLY: '1' };
const linuxOnly = { skip: process.platform !== 'linux' };

test('a read-only server answers all that looks without a snapshot', linuxOnly, () =>
  withServed(
    'service.cjs',
    async ({ target, audit }) => {
      const lines = [
        ...['cache.size', '.mem', '.info', '.scope', '.modules', '.types', '.collections', '.growth'],
        ...['.path cache', '.count User', '.instances User', '.gc', '.budget', '.trend --for 5s'],
      ];
      const args = lines.flatMap((line) => ['-e', line]);
      const result = await leakconsole(['attach', `pid:${target.pid}`, '--max-pause', '60s', ...args]);
      expectCode(result, 0);
      const watch = startLeakconsole(['watch', `pid:${target.pid}`, 'cache.size', '--json']);
      await watch.wrote(/"text":"2"|"value":2/);
      watch.child.kill('SIGTERM');
      await watch.ended;
      assert.match(result.stdout, /^main\.cache +Map +2 +User$/m);
      assert.match(result.stdout, /^cache +Map +2 +Map\(2\)/m);
      assert.match(result.stdout, /^User: 2$/m);
      await until(() => audit().at(-1)?.event === 'closed');
      assert.deepEqual(
        audit().filter(({ event }) => event === 'denied'),
        [],
      );
      assert.ok(audit().some(({ code }) => String(code).includes('cache.size')));
    },
    readOnly,
  ),
);

test(
  'a diagnosis through a read-only server goes without what that refuses, and says so',
  {
    skip: linuxOnly.skip || long.skip,
  },
  () =>
    withServed(
      'leaks/cache.cjs',
      async ({ target }) => {
        const result = await leakconsole(['diagnose', `pid:${target.pid}`, '--for', '1s', '--json']);
        expectCode(result, 0);
        const { verdict, notLookedAt } = JSON.parse(result.stdout).result;
        assert.notEqual(verdict, 'leak');
        const refused = notLookedAt.filter((what: string) => what.includes('is read-only'));
        assert.deepEqual(
          refused.map((what: string) => what.split(':', 1)[0]),
          ['who allocates it', 'what holds what, in bytes'],
        );
      },
      readOnly,
    ),
);

test(
  'what would change something is refused by the server, whatever its client says',
  { skip: linuxOnly.skip || long.skip },
  () =>
    withServed(
      'service.cjs',
      async ({ target, audit, directory }) => {
        const file = join(directory, 'written');
        for (const line of [
          'cache.clear()',
          'await 1',
          '.snapshot',
          '.retainers User',
          '.alloc start',
          `.snapshot --on-target ${file}`,
        ]) {
          const { stderr } = await leakconsole(['attach', `pid:${target.pid}`, '--max-pause', '60s', '-e', line]);
          assert.match(
            stderr,
            /^error: (refused: this would change|the console server of the service is read-only)/m,
            line,
          );
          assert.doesNotMatch(stderr, /\(\w+\.\w+\)$/m, 'what it has refused inside is for the audit');
        }
        assert.ok(!existsSync(file));
        assert.ok(audit().some(({ event }) => event === 'denied'));
      },
      readOnly,
    ),
);

test('a client that speaks the protocol itself gets no further', () =>
  withServed(
    'getters.cjs',
    async ({ target, socket, audit }) => {
      const session = new Session((await ConsoleServerTransport.connect(socket)).transport);
      // biome-ignore lint/suspicious/noExplicitAny: a client may send anything
      const send = (method: string, params: object): Promise<any> => session.send(method as never, params as never);
      const ask = (on: object, method: string, ...args: object[]) => send('Leakconsole.ask', { on, method, args });
      const evaluate = (code: string, scope: object = { value: null }) => {
        const request = { id: 1, code, awaits: false, boxed: false, names: ['trap'], assigns: [], declares: [] };
        const json = JSON.stringify({ ...request, timeoutMs: 1000, readOnly: false, file: null, show: null });
        return send('Leakconsole.ask', {
          on: { entry: 'console' },
          method: 'evaluate',
          args: [{ json }, scope, { value: null }],
          awaitPromise: true,
        });
      };
      const code = 'globalThis.broken = 1';
      const refused = { code: 'read-only' };

      for (const [method, params] of Object.entries({
        'Runtime.callFunctionOn': { functionDeclaration: `() => { ${code} }`, executionContextId: 1 },
        'Runtime.compileScript': { expression: code, sourceURL: '', persistScript: true },
        'Runtime.setAsyncCallStackDepth': { maxDepth: 1 },
        'Runtime.terminateExecution': {},
        'Runtime.addBinding': { name: 'broken' },
        'Runtime.globalLexicalScopeNames': {},
        'Debugger.pause': {},
        'Debugger.setBreakpointByUrl': { lineNumber: 1, url: 'x', condition: code },
        'Debugger.setScriptSource': { scriptId: '1', scriptSource: code },
        'HeapProfiler.takeHeapSnapshot': {},
        'HeapProfiler.startTrackingHeapObjects': {},
        'NodeWorker.enable': { waitForDebuggerOnStart: true },
        'Profiler.enable': {},
        constructor: {},
      })) {
        await assert.rejects(send(method, params), refused, method);
      }

      const lenient = await send('Runtime.evaluate', { expression: code, throwOnSideEffect: false, replMode: true });
      assert.match(lenient.exceptionDetails.exception.description, /^EvalError: Possible side-effect/);

      // Methods that are no questions, and names that are none at all.
      for (const [entry, method] of [
        ['process', 'writeSnapshot'],
        ['process', 'armNearLimit'],
        ['lease', 'join'],
        ['fork', 'fork'],
        ['walk', `start(); ${code}; this`],
        [`walk; ${code}; this.entries.walk`, 'start'],
        ['__proto__', 'toString'],
        ['../../package', 'start'],
      ]) {
        await assert.rejects(ask({ entry }, method), refused, `${entry}.${method}`);
      }

      // Objects of the program are asked for nothing of theirs, and stand for nothing of ours.
      const { result: object } = await send('Runtime.evaluate', { expression: 'holder' });
      for (const method of ['trap', 'step', 'clear', 'evaluate', 'constructor']) {
        await assert.rejects(ask(object, method), refused, method);
      }
      await assert.rejects(evaluate('trap', object), refused, 'as a scope');
      await assert.rejects(ask({ entry: 'census' }, 'count', object), refused, 'as a list');
      await assert.rejects(ask({ entry: 'modules' }, 'originalScope', object), refused, 'as scopes');
      await ask({ entry: 'console' }, 'bindObject', object);

      // Forms of arguments that V8 would evaluate, or that would come past what is checked.
      const { unserializableValue } = { unserializableValue: code };
      await ask({ entry: 'walk' }, 'start', { unserializableValue }).catch(() => {});
      await assert.rejects(ask({ entry: 'console' }, 'evaluate', { value: { code, readOnly: false } }), refused);

      assert.equal((await evaluate(`(${code})`)).result.value.outcome, 'side-effect');
      await assert.rejects(evaluate(code, { objectId: 'no such' }), refused);

      // What a bundler's imports read may be a getter: it is left out.
      const found = await send('Runtime.evaluate', { expression: 'readHolder' });
      const { internalProperties } = await send('Runtime.getProperties', { objectId: found.result.objectId });
      const scopes = internalProperties.find(({ name }: { name: string }) => name === '[[Scopes]]').value;
      const binding = { name: 'trap', entry: 0, generatedName: 'holder', property: 'trap' };
      const { result: scope } = await ask({ entry: 'modules' }, 'originalScope', scopes, {
        json: JSON.stringify([binding]),
      });
      await evaluate('typeof trap', scope);

      await session.close();
      assert.equal(await target.get('/'), 'unbroken');
      await until(() => audit().at(-1)?.event === 'closed');
      assert.ok(audit().filter(({ event }) => event === 'denied').length > 20);
    },
    readOnly,
  ));
