import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { expectCode, startLeakconsole } from '../helpers/cli.js';
import { attachConsole } from '../helpers/console.js';
import { long, longOnOneLine } from '../helpers/long.js';
import { startTarget, type TestTarget } from '../helpers/target.js';
import { keys, startTerminal } from '../helpers/terminal.js';

const linuxOnly = process.platform !== 'linux' && 'opens inspectors by pid';

/** What the target tells of itself, until it is as expected, or 15 s have passed: sockets take a moment to close. */
async function stateIs(target: TestTarget, expected: unknown): Promise<void> {
  const deadline = Date.now() + 15_000;
  let actual: unknown;
  do actual = JSON.parse(await target.get('/state'));
  while (!isDeepStrictEqual(actual, expected) && Date.now() < deadline);
  assert.deepEqual(actual, expected);
}

/** Bytes of the target's heap after a collection, as a console sees it. */
async function heapUsed(target: TestTarget): Promise<number> {
  const { text, detach } = await attachConsole(target);
  const bytes = Number(await text('gc(), gc(), process.memoryUsage().heapUsed'));
  await detach();
  return bytes;
}

/** What a console has left may be garbage of an evaluation that times out in a moment, or that finalizers wait for. */
async function heapIsBelow(target: TestTarget, bytes: number): Promise<void> {
  const deadline = Date.now() + 8000;
  let used = await heapUsed(target);
  while (used > bytes) {
    assert.ok(Date.now() < deadline, `the heap stays at ${used} bytes, not below ${bytes}`);
    used = await heapUsed(target);
  }
}

/** Lines that leave something in the target while the console is there. */
const LINES = [
  'let big = Array.from({ length: 200_000 }, (_, i) => ({ i })), undeclared = 1; server.on("x", () => big), 1',
  'server.removeAllListeners("x"), big.length',
  '.scope',
  '.collections 3',
  'class Big { big = big }; await new Promise((resolve) => setTimeout(resolve, 10, new Big()))',
  'throw new Error("kept as _error")',
];

const ends: { signal: NodeJS.Signals; code: number | string; inspect: boolean }[] = [
  { signal: 'SIGINT', code: 1, inspect: true },
  { signal: 'SIGTERM', code: 1, inspect: false },
  { signal: 'SIGKILL', code: 'SIGKILL', inspect: true },
];

for (const { signal, code, inspect } of ends) {
  const name = `${signal}, with an inspector that ${inspect ? 'was open' : 'we opened'}`;
  test(`after a console nothing of it is left: ${name}`, { skip: (!inspect && linuxOnly) || long.skip }, async () => {
    const target = await startTarget('self-report.cjs', { inspect, nodeOptions: ['--expose-gc'] });
    const before = JSON.parse(await target.get('/state'));
    const emptyHeap = inspect ? await heapUsed(target) : 0;
    const cli = startLeakconsole(['attach', inspect ? target.port : `pid:${target.pid}`, '--timeout', '5s']);
    try {
      // It is ended in the middle of a line that never ends.
      cli.child.stdin!.write(`${LINES.join('\n')}\n"all run"\nawait new Promise(() => {})\n`);
      await cli.wrote(/'all run'/);
      cli.child.kill(signal);
      expectCode(await cli.ended, code);
      await stateIs(target, before);
      // 200,000 objects are 8 MB and more.
      if (inspect) await heapIsBelow(target, emptyHeap + 2e6);
    } finally {
      cli.child.kill('SIGKILL');
      await target.stop();
    }
  });
}

test('after a console on a terminal nothing of it is left', { skip: linuxOnly }, async () => {
  const target = await startTarget('self-report.cjs', { inspect: false });
  try {
    const before = JSON.parse(await target.get('/state'));
    const terminal = startTerminal(['attach', `pid:${target.pid}`]);
    await terminal.shows(/> $/);
    for (const line of LINES) await terminal.ask(line);
    assert.equal(JSON.parse(await target.get('/state')).inspector, true);
    terminal.type(keys.ctrlD);
    assert.equal(await terminal.ended, 0);
    await stateIs(target, before);
  } finally {
    await target.stop();
  }
});

test('a thousand consoles, one after the other, leave nothing', longOnOneLine, async () => {
  const target = await startTarget('self-report.cjs', { nodeOptions: ['--expose-gc'] });
  try {
    const rounds = async (count: number, line: string) => {
      for (let round = 0; round < count; round++) {
        const { text, detach } = await attachConsole(target);
        await text(line);
        await detach();
      }
    };
    const before = JSON.parse(await target.get('/state'));
    await Promise.all([rounds(100, '({ a: 1 })'), rounds(10, 'server.listening')]);
    const warm = await heapUsed(target);
    await Promise.all(Array.from({ length: 3 }, () => rounds(285, '({ a: 1 })')));
    await rounds(35, 'let x = [server.listening]; await x');
    // V8 keeps a little of its own for each, as hash codes and code that it has optimized.
    await heapIsBelow(target, warm + 890 * 1000);
    await stateIs(target, before);
  } finally {
    await target.stop();
  }
});
