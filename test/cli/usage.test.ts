import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectFailure } from '../helpers/cli.js';
import { leakconsoleHere } from '../helpers/main.js';
import { startTarget, type TestTarget } from '../helpers/target.js';

let target: TestTarget;
before(async () => {
  target = await startTarget('service.cjs');
});
after(() => target.stop());

/**
 * Lines that make no sense (T: the target's port, ~: a space in a word), what is said of them, and what would be right.
 */
for (const [line, what, hint] of [
  ['eval', /^error: an argument is missing: leakconsole eval <target> <expression>$/, /leakconsole eval --help/],
  ['--bogus ps', /^error: there is no option --bogus$/, /leakconsole ps --help/],
  ['eval T 1 --timeout 0', /^error: --timeout must be at least 1ms \(got 0\)$/, /--timeout/],
  ['watch T 1 --every 0', /^error: --every must be at least 100ms \(got 0\)$/, /--every/],
  ['collections T --watch 1ms', /^error: --watch must be at least 100ms \(got 1ms\)$/, /--watch/],
  ['collections T --count 0', /^error: --count must be a positive whole number \(got 0\)$/, /as 5 or 20/],
  ['collections T --every 1s --watch 1s', /^error: --every and --watch exclude each other$/, /--watch 10s/],
  ['collections T 0', /^error: n must be a positive whole number \(got 0\)$/, /as 5 or 20/],
  ['collections T many', /^error: n must be a positive whole number \(got many\)$/, /as 5 or 20/],
  ['collections T --slice 50ms', /^error: --slice must be 1ms to 5ms \(got 50ms\)$/, /--slice/],
  ['biggest T -1', /^error: n must be a positive whole number \(got -1\)$/, /as 5 or 20/],
  ['strings T -2', /^error: n must be a positive whole number \(got -2\)$/, /as 5 or 20/],
  ['refs T @5 -1', /^error: n must be a positive whole number \(got -1\)$/, /as 5 or 20/],
  ['refs T five', /^error: "five" is not an object id \(they look like @1234\)$/, /show the @id of objects/],
  ['types T --slice 50ms', /^error: --slice must be 1ms to 5ms \(got 50ms\)$/, /--slice/],
  [
    'types T --no-pause --walk-memory 100KB',
    /^error: --walk-memory must be at least 1MB \(got 100KB\)$/,
    /--walk-memory/,
  ],
  ['watch T 1 --every 1s --every 2s', /^error: --every is given twice$/, /leakconsole watch --help/],
  ['eval T 1 --timeout 1s --timeout=2s', /^error: --timeout is given twice$/, /leakconsole eval --help/],
  ['snapshot T --on-target a --onTarget b', /^error: --on-target is given twice$/, /leakconsole snapshot --help/],
  ['types T --csv a --csv b', /^error: --csv is given twice$/, /leakconsole types --help/],
  ['collections T --count 1 --count 2', /^error: --count is given twice$/, /leakconsole collections --help/],
  ['attach T -e .types~--filter~A~--filter~B', /^error: --filter is given twice$/, /\.help types/],
] as const) {
  test(`makes no sense: ${line}`, async () => {
    const result = await leakconsoleHere(
      line.split(' ').map((word) => (word === 'T' ? `${target.port}` : word.replaceAll('~', ' '))),
    );
    // A line of a session that fails, for whatever reason, makes it end with 1.
    expectFailure(result, { code: line.startsWith('attach') ? 1 : 2, what, hint });
    assert.equal(result.stdout, '', 'it has cost the target nothing');
  });
}

test('-e may be given again and again', async () => {
  const result = await leakconsoleHere(['attach', `${target.port}`, '-e', '1', '-e', '2']);
  assert.equal(result.stdout, '1\n2\n');
});

/** Lines that make no sense before a command can begin, and the command that was named. */
for (const [line, command, code] of [
  ['types --bad --json', 'types', 'usage'],
  ['eval --json', 'eval', 'usage'],
  ['--json --timeout 5s types --bad', 'types', 'usage'],
  ['types T --json --timeout soon', 'types', 'usage'],
  ['types T --json --csv a --csv b', 'types', 'usage'],
  ['nosuch 9229 --json', 'nosuch', 'usage'],
  ['run --bad --json script.js', 'run', 'usage'],
  ['attach --json', 'attach', 'no-target'],
  ['attach - --json', 'attach', 'no-lines'],
  ['open - --json', 'open', 'no-lines'],
  ['--json', null, 'usage'],
] as const) {
  test(`makes no sense, and is told as JSON: ${line}`, async () => {
    const words = line.split(' ').map((word) => (word === 'T' ? `${target.port}` : word));
    const result = await leakconsoleHere(words);
    expectFailure(result, { code: 2, what: /^error: ./, hint: /./ });
    const [{ error, ...rest }, ...more] = result.json();
    assert.deepEqual([rest, more], [{ v: 1, command, target: null, lens: null, cost: null }, []]);
    assert.deepEqual([error.code, `error: ${error.message}`], [code, result.stderr.split('\n', 1)[0]]);
  });
}

test('what a script is given is no wish for JSON', async () => {
  const result = await leakconsoleHere(['run', '--bad', 'script.js', '--json']);
  expectFailure(result, { code: 2, what: /^error: ./, hint: /./ });
  assert.equal(result.stdout, '');
});
