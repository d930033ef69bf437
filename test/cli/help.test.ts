import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LINE_OPTIONS } from '#src/dispatch/line-options.js';
import { loadCommands } from '#src/dispatch/registry.js';
import { REGISTRY } from '#src/registry.js';
import { viewHelp } from '#src/repl/help.js';
import { renderBlocks } from '#src/view/text/render-blocks.js';
import { createStyle } from '#src/view/text/style.js';
import { expectFailure } from '../helpers/cli.js';
import { leakconsoleHere } from '../helpers/main.js';

const commands = await loadCommands(REGISTRY);

test('--help lists every command, once, in no line longer than a terminal', async () => {
  const { code, stdout } = await leakconsoleHere(['--help']);
  assert.equal(code, 0);
  for (const { name } of commands) {
    assert.equal(stdout.match(new RegExp(`^ {2}${name}\\b`, 'gm'))?.length, 1, `${name} in\n${stdout}`);
  }
  assert.deepEqual(
    stdout.split('\n').filter((line) => line.length > 100),
    [],
  );
});

test('COMMAND --help has its words and examples as the shell takes them', async () => {
  const { stdout } = await leakconsoleHere(['growth', '--help']);
  assert.match(stdout, /^leakconsole growth <target> \[n\]\n/);
  assert.match(stdout, /^ {2}leakconsole growth 9229 --every 30s --count 10$/m);
  assert.match((await leakconsoleHere(['instances', '--help'])).stdout, /become \$0, \$1, … in the/);
});

test('COMMAND --help offers nothing that the shell refuses: what needs a console is written as a line of one', async () => {
  const alloc = (await leakconsoleHere(['alloc', '--help'])).stdout;
  assert.match(alloc, /^ {2}leakconsole alloc 9229 --for 60s$/m);
  assert.match(alloc, /^in the console:\n {2}\.alloc start$/m);
  const diff = (await leakconsoleHere(['diff', '--help'])).stdout;
  assert.match(diff, /^ {2}leakconsole diff before\.heapsnapshot after\.heapsnapshot User$/m);
  for (const { name, onlyInConsole } of commands) {
    if (onlyInConsole === undefined) continue;
    const { stdout } = await leakconsoleHere([name, '--help']);
    assert.match(stdout, new RegExp(`^\\.${name} <`));
    assert.match(stdout, /^Only in the console: /m);
    assert.doesNotMatch(stdout, new RegExp(`leakconsole ${name}`));
  }
});

test('VERB --help has its arguments with their short forms, and what a target can be', async () => {
  const { stdout } = await leakconsoleHere(['attach', '--help']);
  assert.match(stdout, /^ {2}target +what to attach to/m);
  assert.match(stdout, /^ {2}-e, --execute TEXT +run this line/m);
  assert.match(stdout, /^TARGET: 9229, /m);
  assert.match((await leakconsoleHere(['open', '--help'])).stdout, /^ {2}files +heap snapshots/m);
});

test('--lens lists all lenses', async () => {
  for (const { name } of await REGISTRY.lenses()) assert.match(LINE_OPTIONS.lens.describe, new RegExp(`\\b${name}\\b`));
});

test('help and help NAME show what --help and NAME --help do', async () => {
  for (const [asked, same] of [
    [['help'], ['--help']],
    [
      ['help', 'types'],
      ['types', '--help'],
    ],
    [
      ['help', 'open'],
      ['open', '--help'],
    ],
  ]) {
    const { code, stdout } = await leakconsoleHere(asked);
    assert.equal(code, 0);
    assert.equal(stdout, (await leakconsoleHere(same)).stdout);
  }
});

test('help on what is no command is wrong usage', async () => {
  for (const asked of [
    ['help', 'nosuch'],
    ['nosuch', '--help'],
  ]) {
    expectFailure(await leakconsoleHere(asked), {
      code: 2,
      what: /^error: there is no command nosuch$/,
      hint: /leakconsole --help/,
    });
  }
});

test('help on an option that is none says so', async () => {
  expectFailure(await leakconsoleHere(['help', '--nosuch']), {
    code: 2,
    what: /^error: there is no option --nosuch$/,
    hint: /leakconsole --help/,
  });
});

test('.help and .help COMMAND break their lines at spaces, at the width of the terminal', async () => {
  const style = createStyle({ width: 60 });
  const console = { registry: REGISTRY, target: { kind: 'files', files: [] } } as const;
  const texts = await Promise.all(
    ['', ...commands.map(({ name }) => name)].map(async (name) => renderBlocks(await viewHelp(name, console), style)),
  );
  const tooLong = texts.flatMap((text) => text.split('\n')).filter((line) => line.length > 60);
  // What one would type is not broken.
  assert.deepEqual(
    tooLong.filter((line) => !/^ {2}[.]/.test(line)),
    [],
  );
});
