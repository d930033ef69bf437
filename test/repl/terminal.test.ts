import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startTarget, type TestTarget } from '../helpers/target.js';
import { keys, startTerminal, type Terminal } from '../helpers/terminal.js';

const skip = process.platform === 'win32' && 'a terminal of another kind';

function terminalTest(
  name: string,
  fixture: string,
  body: (terminal: Terminal, target: TestTarget) => Promise<void>,
  columns = 80,
) {
  test(name, { skip }, async () => {
    const target = await startTarget(fixture);
    const terminal = startTerminal(['attach', target.port], { columns });
    try {
      await terminal.shows(new RegExp(`attached to ${target.pid} .*\\n`));
      await body(terminal, target);
    } finally {
      terminal.kill('SIGKILL');
      await target.stop();
    }
  });
}

terminalTest(
  'the prompt names the current module, and answers come on lines of their own',
  'service.mjs',
  async (t) => {
    await t.shows(/^service\.mjs> $/);
    assert.equal(await t.ask('cache.size'), '2');
    assert.equal(await t.ask('main.cache'), "Map(2) { 'ann' => User { name: 'Ann' }, 'bob' => User { name: 'Bob' } }");
    assert.equal(await t.ask('let { size } = cache; size * 2'), '4');
    assert.equal(await t.ask('_ + 1'), '5');
    assert.equal(await t.ask('throw new TypeError("no")'), 'Uncaught TypeError: no');
    assert.match(await t.ask('.scope'), /^cache +Map +2 +Map\(2\) /m);
    assert.match(await t.ask('.help all'), /^ +\.scope /m);
    assert.equal(await t.ask(''), '');
    t.type(keys.ctrlD);
    assert.equal(await t.ended, 0);
  },
);

terminalTest('the prompt follows `.use`', 'leaks/exported.mjs', async (t) => {
  await t.shows(/^exported\.mjs> $/m);
  t.type(`.use sto${keys.enter}`);
  await t.shows(/store\.mjs> $/);
  assert.match(await t.ask('sessions'), /^Map\(0\)/);
});

terminalTest('Tab completes bindings, their properties, commands and modules', 'service.mjs', async (t) => {
  await t.shows(/> $/);
  // What Tab needs is found by then. A loaded machine may be told of a busy target meanwhile.
  assert.match(await t.ask('cache.size'), /^(the event loop .*\n)?2$/);
  t.type(`cac${keys.tab}`);
  await t.shows(/cache$/);
  t.type(`.si${keys.tab}`);
  await t.shows(/\.size$/);
  t.type(keys.enter);
  await t.shows(/\n2\nservice\.mjs> $/);
  t.type(`.sco${keys.tab}`);
  await t.shows(/\.scope/);
  t.type(` serv${keys.tab}`);
  await t.shows(/service\.mjs/);
  t.type(keys.enter);
  await t.shows(/requests +number.*service\.mjs> $/s);
  t.type(`lookUp(cache.cle${keys.tab}`);
  await t.shows(/cache\.clear$/);
});

terminalTest('a line that is not finished asks for more', 'service.cjs', async (t) => {
  await t.shows(/> $/);
  for (const line of ['[1, 2].map((n) => {', '  return n *', '    3;']) {
    t.type(line + keys.enter);
    await t.shows(/\n(\.\.\.|\|) *$/);
  }
  assert.match(await t.ask('}).join()'), /^'3,6'$/);
  t.type(`(1 +${keys.enter}`);
  await t.shows(/\n(\.\.\.|\|) *$/);
  t.type(keys.ctrlC);
  await t.shows(/service\.cjs> $/);
  assert.equal(await t.ask('1'), '1');
});

terminalTest(
  'a value that does not fit the screen is cut to it, and --all shows the rest',
  'service.cjs',
  async (t) => {
    await t.shows(/> $/);
    const long = await t.ask('Array.from({ length: 50 }, (_, n) => "x".repeat(30) + n)');
    assert.equal(long.split('\n').length, 22);
    assert.match(long, /\n… [\d]+ more lines: --all shows them, as in `\.eval _ --all`$/);
    assert.match(await t.ask('.eval _ --all'), /x49'\n\]$/);
  },
);

terminalTest(
  'what is no command is told at the prompt, and what goes on with an expression is none',
  'service.cjs',
  async (t) => {
    await t.shows(/> $/);
    assert.equal(await t.ask('.growht'), 'error: there is no command .growht\ndid you mean .growth?');
    t.type(`[1, 2${keys.enter}`);
    await t.shows(/\n(\.\.\.|\|) *$/);
    t.type(`]${keys.enter}`);
    await t.shows(/\n\[ 1, 2 \]\nservice\.cjs> $/);
    assert.match(await t.ask('.help'), /\.collections {2}/);
    t.type(`(1 +${keys.enter}`);
    await t.shows(/\n(\.\.\.|\|) *$/);
    t.type(`.break${keys.enter}`);
    await t.shows(/service\.cjs> $/);
  },
);

test('the question which process is asked again after what makes no sense', { skip }, async () => {
  const target = await startTarget('service.cjs');
  const terminal = startTerminal(['attach']);
  try {
    await terminal.shows(/attach to pid, port or name.*: $/);
    terminal.type(`abc${keys.enter}`);
    await terminal.shows(/abc is none of these, and no target\n.*: $/s);
    terminal.type(`${target.pid}${keys.enter}`);
    await terminal.shows(/service\.cjs> $/);
  } finally {
    terminal.kill('SIGKILL');
    await target.stop();
  }
});

test('Ctrl-C and Ctrl-D at the question which process leave it', { skip }, async () => {
  const target = await startTarget('service.cjs');
  try {
    for (const key of [keys.ctrlC, keys.ctrlD]) {
      const terminal = startTerminal(['attach']);
      await terminal.shows(/attach to pid, port or name.*: $/);
      terminal.type(key);
      await terminal.shows(/error: nothing was picked\n/);
      assert.equal(await terminal.ended, 1);
    }
  } finally {
    await target.stop();
  }
});

terminalTest('`.clear` forgets what was declared', 'service.cjs', async (t) => {
  await t.shows(/> $/);
  assert.equal(await t.ask('let kept = 1; kept'), '1');
  await t.ask('.clear');
  assert.equal(await t.ask('typeof kept'), "'undefined'");
});

terminalTest('Ctrl-Z does not suspend a console for which an ending service would wait', 'service.cjs', async (t) => {
  await t.shows(/> $/);
  t.type(keys.ctrlZ);
  await t.shows(/not suspended: .*\n/);
  assert.equal(await t.ask('cache.size'), '2');
});

terminalTest('Ctrl-C ends what runs in the service, and only that', 'service.cjs', async (t, target) => {
  await t.shows(/> $/);
  for (const line of ['while (true) {}', 'await 0; while (true) {}', 'await new Promise(() => {})']) {
    t.type(line + keys.enter);
    await t.shows(/\n$/);
    await running(target);
    t.type(keys.ctrlC);
    // Interrupted before it has begun, where the modules are still being learnt.
    await t.shows(/^error: (the evaluation was ended|interrupted)\nservice\.cjs> $/);
    assert.equal(await t.ask('cache.size'), '2');
  }
  assert.match(await target.get('/ann'), /Ann/);
});

/** Until the process of a target, or the wait of a line, has used a little time. */
async function running({ pid }: TestTarget): Promise<void> {
  const cpu = async () => Number((await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1].split(' ')[11]);
  const before = await cpu();
  const deadline = Date.now() + 500;
  while ((await cpu()) < before + 10 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}

terminalTest('a service that ends ends the console, with a word and exit code 1', 'service.cjs', async (t, target) => {
  await t.shows(/> $/);
  await target.stop();
  await t.shows(/\nerror: the target is gone: .*\n`leakconsole ps` shows .*\n/);
  assert.equal(await t.ended, 1);
});

terminalTest('a service that ends in the middle of an evaluation', 'service.cjs', async (t, target) => {
  await t.shows(/> $/);
  t.type(`await new Promise(() => {})${keys.enter}`);
  await t.shows(/\n$/);
  await running(target);
  await target.stop();
  const [shown] = await t.shows(/error: the target is gone.*shows what is running now\n/s);
  assert.equal(shown.match(/error:/g)?.length, 1, shown);
  assert.equal(await t.ended, 1);
});

terminalTest('a hang-up ends what runs in the service, too', 'service.cjs', async (t, target) => {
  await t.shows(/> $/);
  t.type(`while (true) {}${keys.enter}`);
  await t.shows(/\n$/);
  await running(target);
  t.kill('SIGHUP');
  await t.ended;
  assert.match(await target.get('/ann'), /Ann/);
});

test('history is kept across sessions, for its user alone', { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  const history = join(folder, 'history');
  const target = await startTarget('service.cjs');
  try {
    const first = startTerminal(['attach', target.port], { history });
    await first.shows(/> $/);
    assert.equal(await first.ask('cache.size + 40'), '42');
    assert.match(await first.ask('.info'), /service\.cjs/);
    first.type(`.exit${keys.enter}`);
    assert.equal(await first.ended, 0);
    assert.equal((await stat(history)).mode & 0o777, 0o600);
    const second = startTerminal(['attach', target.port], { history });
    await second.shows(/> $/);
    for (const line of ['.exit', '.info', 'cache.size + 40']) {
      second.type(keys.up);
      await second.shows(new RegExp(`${line.replace(/[.+]/g, '\\$&')}$`));
    }
    second.type(keys.enter);
    await second.shows(/\n42\nservice\.cjs> $/);
    second.type(keys.ctrlD);
    assert.equal(await second.ended, 0);
  } finally {
    await target.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

terminalTest('what is pasted is evaluated line by line, also after a line that goes on', 'service.mjs', async (t) => {
  await t.shows(/> $/);
  const lines = [
    'const z = {',
    ' a: 1',
    '}',
    'z.a + 1',
    'function g(a) {',
    '  return a * 3',
    '}',
    'g(7)',
    'await 5',
    '8',
  ];
  t.type(lines.map((line) => line + keys.enter).join(''));
  await t.shows(/> z\.a \+ 1\n2\n.*> g\(7\)\n21\n.*> await 5\n5\n.*> 8\n8\n/s);
});

terminalTest('Ctrl-C also drops what was typed ahead', 'service.mjs', async (t) => {
  await t.shows(/> $/);
  t.type(`await new Promise(() => {})${keys.enter}`);
  await t.shows(/\n/);
  t.type(`"ahead" + 1${keys.enter}`);
  await t.shows(/ahead.*\n/);
  t.type(keys.ctrlC);
  await t.shows(/> $/);
  assert.equal(await t.ask('typeof _'), "'undefined'");
});

terminalTest(
  'values are as wide as the terminal',
  'service.mjs',
  async (t) => {
    await t.shows(/> $/);
    const value = await t.ask('({ long: "x".repeat(60), longer: "y".repeat(60), more: 1 })');
    assert.match(value, /^\{ long: 'x{60}', longer: 'y{60}', more: 1 \}$/);
  },
  200,
);
