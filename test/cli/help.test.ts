import assert from 'node:assert/strict';
import { test } from 'node:test';
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
