import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { settingsFrom } from '#src/cli/settings.js';
import { attachOptions } from '#src/cli/with-target.js';
import { Session } from '#src/session/session.js';
import { attachAt } from '#src/target/attach.js';
import { expectCode, expectFailure, startLeakconsole } from '../helpers/cli.js';
import { long } from '../helpers/long.js';
import { leakconsoleHere } from '../helpers/main.js';
import { outputOf } from '../helpers/output.js';
import { fixture, targetNode, withTarget } from '../helpers/target.js';

const linuxOnly = { skip: process.platform !== 'linux' && 'finds processes in /proc' };

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const evaluating = (target: string | number, ...more: string[]) =>
  leakconsoleHere(['eval', `${target}`, '1+1', ...more]);

test('nothing listens, or what listens is no inspector', async () => {
  const closed = createServer();
  const port = await listen(closed);
  closed.close();
  await once(closed, 'close');
  expectFailure(await evaluating(port), {
    what: /^error: nothing listens at 127\.0\.0\.1:\d+/,
    hint: /leakconsole ps/,
  });
  const other = await listen(createHttpServer((_, response) => response.writeHead(404).end()));
  expectFailure(await evaluating(other), {
    what: /^error: .*127\.0\.0\.1:\d+.* no inspector|is no inspector/,
    hint: /leakconsole ps/,
  });
});

test('a process that cannot be reached is told why, and what to do', linuxOnly, async () => {
  const gone = spawn(process.execPath, ['-v'], { stdio: 'ignore' });
  await once(gone, 'exit');
  expectFailure(await evaluating(`pid:${gone.pid}`), {
    what: /^error: there is no process \d+$/,
    hint: /leakconsole ps/,
  });
  const cat = spawn('cat', { stdio: 'pipe' });
  expectFailure(await evaluating(`pid:${cat.pid}`), {
    what: /\(cat\) is no Node process$/,
    hint: /attach to the port/,
  });
  cat.stdin.end();
  assert.deepEqual(await once(cat, 'exit'), [0, null]);
  await withTarget('no-sigusr1.cjs', { inspect: false }, async ({ pid, get }) => {
    expectFailure(await evaluating(`pid:${pid}`), { what: /SIGUSR1/, hint: /--inspect/ });
    assert.equal(await get('/'), 'alive');
  });
  const taken = await listen(createServer());
  await withTarget(
    'service.cjs',
    { inspect: false, nodeOptions: [`--inspect-port=${taken}`] },
    async ({ pid, output }) => {
      const what = new RegExp(`port ${taken}, which belongs to process ${process.pid}`);
      expectFailure(await evaluating(`pid:${pid}`), { what, hint: /--inspect-port|--inspect/ });
      assert.doesNotMatch(output(), /inspector/i);
    },
  );
});

test('wrong usage ends with exit code 2', async () => {
  for (const args of [['eval'], ['nonsense'], ['eval', '9229', '1', '--timeout', 'soon'], ['eval', 'pid:x', '1']]) {
    expectCode(await leakconsoleHere(args), 2);
  }
});

test('as JSON, a line that makes no sense has its line too', () =>
  withTarget('service.cjs', {}, async ({ port }) => {
    const lines = ['.nosuch', '.use', '1)', '1'].flatMap((line) => ['-e', line]);
    const result = await leakconsoleHere(['attach', `${port}`, '--json', ...lines]);
    expectCode(result, 1);
    const told = result.json().map(({ command, error, result }) => [command, error?.code ?? result.value]);
    assert.deepEqual(told, [
      ['nosuch', 'unknown-command'],
      ['use', 'usage'],
      ['eval', 'syntax'],
      ['eval', 1],
    ]);
  }));

for (const [how, line] of [
  ['exits', 'setTimeout(() => process.exit(3), 50), await new Promise(() => {})'],
  ['closes its inspector', 'setTimeout(() => require("inspector").close(), 50), await new Promise(() => {})'],
]) {
  test(`a target that ${how} in the middle of an evaluation`, () =>
    withTarget('service.cjs', {}, async ({ port }) => {
      const result = await leakconsoleHere(['eval', `${port}`, line]);
      expectFailure(result, { what: /^error: the target is gone: /, hint: /leakconsole ps/ });
    }));
}

test('a target that is stopped in another debugger is left alone', () =>
  withTarget('service.cjs', {}, async ({ port, url, get }) => {
    const other = await Session.connect(url);
    await other.send('Debugger.enable');
    const paused = new Promise((resolve) => other.on('Debugger.paused', resolve));
    await other.send('Debugger.pause');
    const answer = get('/ann');
    await paused;
    expectFailure(await evaluating(port), {
      what: /stopped in another debugger, at (node:|\/).+:\d+$/,
      hint: /let it go on there/,
    });
    await other.send('Debugger.resume');
    assert.match(await answer, /Ann/);
    await other.close();
  }));

test('of a target that is stopped in a bundle, the original place is told', () =>
  withTarget('bundles/out/esbuild-minified.cjs', {}, async ({ port, url, get }) => {
    const [line] = readFileSync(fixture('bundles/out/esbuild-minified.cjs'), 'utf8').split('\n');
    const other = await Session.connect(url);
    const paused = new Promise((resolve) => other.on('Debugger.paused', resolve));
    await other.send('Debugger.enable');
    const columnNumber = line.indexOf('let t=r.url');
    await other.send('Debugger.setBreakpointByUrl', { urlRegex: 'esbuild-minified', lineNumber: 0, columnNumber });
    const answer = get('/ann');
    await paused;
    expectFailure(await evaluating(port), { what: /at \/.+\/src\/main\.ts:12$/, hint: /F8/ });
    expectFailure(await evaluating(port, '--no-source-maps'), {
      what: /at \/.+\/esbuild-minified\.cjs:1$/,
      hint: /F8/,
    });
    await other.close();
    assert.match(await answer, /Ann/);
  }));

test('a busy event loop is told after a second, and Ctrl-C ends the wait', () =>
  withTarget('busy.cjs', {}, async ({ port, pid }) => {
    const cli = startLeakconsole(['eval', port, '1+1']);
    await cli.wrote(/the event loop of the target is busy: waiting for it/);
    cli.child.kill('SIGINT');
    const { code, stderr } = await cli.ended;
    assert.equal(code, 1);
    assert.equal(stderr.match(/busy/g)?.length, 1, stderr);
    assert.match(stderr, /^error: interrupted$/m);
    process.kill(pid, 0);
  }));

test('a process that was not asked for is asked who it is, and nothing else', (t) =>
  withTarget('service.cjs', {}, async ({ url, pid }) => {
    const send = t.mock.method(Session.prototype, 'send');
    const expected = { pid: pid + 1, innerPid: pid + 1, startTicks: null };
    const attaching = attachAt(
      { url, opened: true, expected },
      attachOptions(settingsFrom({ timeout: 5000 }, process)),
      {
        notice() {},
        signal: new AbortController().signal,
      },
    );
    await assert.rejects(attaching, { code: 'wrong-process' });
    const evaluations = send.mock.calls.filter(({ arguments: [method] }) => method.startsWith('Runtime.'));
    assert.equal(evaluations.length, 1);
  }));

test('two consoles on one target do not disturb each other', long, () =>
  withTarget('service.cjs', {}, async ({ port }) => {
    const endless = startLeakconsole(['attach', port, '--timeout', '15s']);
    endless.child.stdin!.write('let mine = 1\nawait 0; "begun"\nawait new Promise(() => {})\n');
    await endless.wrote(/'begun'/);
    const [mine, size] = await Promise.all([
      leakconsoleHere(['eval', `${port}`, 'typeof mine']),
      leakconsoleHere(['eval', `${port}`, 'let mine = cache.size; mine']),
    ]);
    assert.deepEqual([mine.stdout, size.stdout], ["'undefined'\n", '2\n']);
    endless.child.stdin!.end('mine\n');
    const { stdout, stderr, code } = await endless.ended;
    assert.match(stdout, /\n1\n$/, stderr);
    assert.equal(code, 1, 'of the line that took too long');
  }),
);

/** What somebody answers who pretends to be an inspector: given the id of a command, and its text. */
type Answers = (id: number, command: string) => (string | Buffer | object)[];

const IDENTITY = { hasStarted: true, pid: 1, startTicks: null, held: false, isDeclared: true };
const HELD = { ...IDENTITY, isExpected: true, isUnexplained: false, joined: null };
const answerWith = (id: number, value: unknown) => ({ id, result: { result: { type: 'object', value } } });
/** It is a process of Node, as far as the first message asks. */
const afterwards =
  (answers: Answers): Answers =>
  (id, command) =>
    command.includes('takeHold') ? [answerWith(id, HELD)] : answers(id, command);

const PRETENDERS: Readonly<Record<string, Answers>> = {
  'half a message': () => ['{"id":'],
  null: () => ['null'],
  'an empty text': () => [''],
  'binary data': () => [Buffer.from('{"id":1,"result":{}}')],
  'an answer without content': (id) => [{ id, result: {} }],
  'an answer without result': (id) => [{ id }],
  'an answer of the wrong type': (id) => [{ id, result: 5 }],
  'an answer with a value of the wrong type': (id) => [answerWith(id, 5)],
  'an answer with no value': (id) => [{ id, result: { result: { type: 'undefined' } } }],
  'an error of the wrong type': (id) => [{ id, error: 'no' }],
  'a flood of events, and no answer': () => Array(2000).fill({ method: 'Network.requestWillBeSent', params: {} }),
  'a flood of answers to nothing': () => Array(2000).fill({ id: 1e9, result: {} }),
  'later, half a message': afterwards(() => ['{"id":']),
  'later, an answer without content': afterwards((id) => [{ id, result: {} }]),
  'later, an answer with no value': afterwards((id) => [{ id, result: { result: { type: 'undefined' } } }]),
  'later, an answer of the wrong type': afterwards((id) => [answerWith(id, [5])]),
  'later, a flood': afterwards(() => Array(2000).fill({ method: 'Network.requestWillBeSent', params: {} })),
};

for (const [what, answers] of Object.entries(PRETENDERS)) {
  test(`who pretends to be an inspector, and sends ${what}, is told from one`, async () => {
    const server = createHttpServer((_, response) => {
      const { port } = server.address() as AddressInfo;
      response.end(JSON.stringify([{ type: 'node', webSocketDebuggerUrl: `ws://127.0.0.1:${port}/1` }]));
    });
    new WebSocketServer({ server }).on('connection', (socket) => {
      socket.on('message', (text) => {
        for (const answer of answers(JSON.parse(String(text)).id, String(text))) {
          socket.send(typeof answer === 'string' || Buffer.isBuffer(answer) ? answer : JSON.stringify(answer));
        }
      });
    });
    const result = await evaluating(await listen(server));
    expectFailure(result, { what: /^error: ws:\/\/127\.0\.0\.1:\d+\/1 sent /, hint: /proxy in between/ });
  });
}

test('a process that waits for a debugger before its first line is left alone', async () => {
  const child = spawn(targetNode, ['--inspect-brk=127.0.0.1:0', fixture('service.cjs')], { stdio: 'pipe' });
  try {
    const { wrote } = outputOf(child, 'service.cjs');
    const [url] = await wrote(/ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/);
    expectFailure(await evaluating(url), { what: /waits for a debugger before its first line/, hint: /--inspect/ });
    // It goes on when it is told to.
    const session = await Session.connect(url);
    await session.send('Runtime.runIfWaitingForDebugger');
    await wrote(/listening/);
    await session.close();
  } finally {
    child.kill('SIGKILL');
  }
});

test('a console that reads a pipe ends with its target, though the pipe stays open', () =>
  withTarget('service.cjs', {}, async ({ port, stop }) => {
    const console = startLeakconsole(['attach', port]);
    console.child.stdin!.write('1 + 1\n');
    await console.wrote(/^2$/m);
    await stop();
    expectFailure(await console.ended, { what: /^error: the target is gone: /, hint: /leakconsole ps/ });
  }));
