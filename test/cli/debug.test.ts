import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { program } from '../helpers/cli.js';
import { withTarget } from '../helpers/target.js';

/** Runs Node; `debug`: with NODE_DEBUG=leakconsole. Gives what it wrote to stderr. */
function stderrOf(args: readonly string[], { debug }: { debug: boolean }): string {
  const { NODE_DEBUG: _, ...env } = process.env;
  const { stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: debug ? { ...env, NODE_DEBUG: 'leakconsole' } : env,
  });
  return stderr;
}

test('NODE_DEBUG=leakconsole shows each message by its method, size and time, and nothing that it holds', async () => {
  await withTarget('service.cjs', {}, async ({ port }) => {
    const line = [program, 'eval', `${port}`, '["top", "secret"].join("-") + cache.size'];
    assert.doesNotMatch(stderrOf(line, { debug: false }), /LEAKCONSOLE/);
    const shown = stderrOf(line, { debug: true });
    assert.match(shown, /^LEAKCONSOLE \d+: → \d+ Runtime\.\w+, \d+ characters$/m);
    assert.match(shown, /^LEAKCONSOLE \d+: ← \d+ Runtime\.\w+, \d+ characters, [\d.]+ ms$/m);
    assert.doesNotMatch(shown, /secret|cache|function/);
  });
});

test('NODE_DEBUG=leakconsole shows which lens was chosen, why, and what it has cost', async () => {
  await withTarget('service.cjs', {}, async ({ port }) => {
    const shown = stderrOf([program, 'types', `${port}`, '--max-pause', '1ms'], { debug: true });
    assert.match(shown, /: census would cost at most \{"pauseMs":[\d.]+,"rssBytes":[\d.]+\}$/m);
    assert.match(shown, /: census is estimated at \{"pauseMs":\d+,"rssBytes":\d+\}, allowed are \{"maxPauseMs":1,/m);
    assert.match(shown, /: types: looks through walk$/m);
    assert.match(shown, /: types: walk has cost \{"pauseMs":/m);
  });
});

test('NODE_DEBUG=leakconsole shows the stack of an internal error, and what caused it', () => {
  const report = import.meta.resolve('#src/cli/report.js');
  const style = import.meta.resolve('#src/view/text/style.js');
  const script = `
    import { createReport } from ${JSON.stringify(report)};
    import { createStyle } from ${JSON.stringify(style)};
    const screen = { style: createStyle(), rows: null, write: (text) => process.stderr.write(text) };
    createReport(screen)(new TypeError('a \\x1b[31mdefect', { cause: new RangeError('its cause') }));`;
  const args = ['--input-type=module', '-e', script];
  const plain = stderrOf(args, { debug: false });
  assert.match(plain, /^internal error: a \\x1b\[31mdefect\n.*NODE_DEBUG=leakconsole shows\s+its stack\n$/);
  const shown = stderrOf(args, { debug: true });
  assert.match(shown, /^LEAKCONSOLE \d+: TypeError: a \\x1b\[31mdefect\nLEAKCONSOLE \d+: {5}at /);
  assert.match(shown, /\[cause\]: RangeError: its cause/);
});
