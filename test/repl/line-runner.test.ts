import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { expectFailure } from '../helpers/cli.js';
import { leakconsoleHere } from '../helpers/main.js';
import { startTarget, type TestTarget } from '../helpers/target.js';

let target: TestTarget;
let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  target = await startTarget('service.cjs');
});
after(async () => {
  await target.stop();
  await rm(directory, { recursive: true });
});

/** The same lines given with -e, and through a pipe. */
const ways = {
  '-e': (lines: readonly string[]) =>
    leakconsoleHere(['attach', `${target.port}`, ...lines.flatMap((line) => ['-e', line])]),
  'a pipe': (lines: readonly string[]) => leakconsoleHere(['attach', `${target.port}`], { input: lines.join('\n') }),
};

for (const [way, run] of Object.entries(ways)) {
  test(`.save writes the lines of a session, and .load runs them: ${way}`, async () => {
    const file = join(directory, `${way}.js`);
    const saved = await run(['let twice = (n) =>', '  2 * n;', 'twice(21)', `.save ${file}`]);
    assert.deepEqual([saved.code, saved.stdout], [0, `undefined\n42\nwritten: ${file}\n`], saved.stderr);
    assert.equal(await readFile(file, 'utf8'), 'let twice = (n) =>\n  2 * n;\ntwice(21)\n');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const loaded = await run([`.load ${file}`, 'typeof twice', '.clear', 'typeof twice']);
    assert.equal(
      loaded.stdout.replace(/^.*42\n/s, ''),
      "'function'\nthe variables of this console are forgotten\n'undefined'\n",
    );
    expectFailure(await run([`.save ${file}`]), {
      what: /already there, and is not overwritten/,
      hint: /another name/,
    });
  });

  test(`what cannot be loaded or saved is told: ${way}`, async () => {
    const file = join(directory, 'bad.js');
    await writeFile(file, `1\nnosuch(\n.load ${file}\n`);
    const { code, stdout, stderr } = await run([`.load ${file}`]);
    assert.equal(code, 1);
    assert.match(stderr, /error: not all lines of .*bad\.js could be run\nwhat failed stands above\n$/);
    assert.match(stdout, /^1\n/);
    expectFailure(await run([`.load ${join(directory, 'none.js')}`]), {
      what: /none\.js cannot be read/,
      hint: /\.load FILE/,
    });
    expectFailure(await run(['.load']), { what: /an argument is missing: load <file>/, hint: /\.help/ });
    expectFailure(await run(['.editor']), { what: /\.editor is for a prompt/, hint: /joined with the next/ });
  });

  test(`what is no command is told, with those that are like it: ${way}`, async () => {
    expectFailure(await run(['.growht']), {
      what: /^error: there is no command \.growht$/,
      hint: /did you mean \.growth\?/,
    });
    expectFailure(await run(['.zzzzzz']), { what: /there is no command \.zzzzzz/, hint: /\.help lists/ });
    expectFailure(await run(['.help growht']), {
      what: /there is no command \.growht/,
      hint: /did you mean \.growth\?/,
    });
    expectFailure(await run(['.help --jsn']), { what: /\.help takes the name of one command, or all/, hint: /\.help/ });
  });

  test(`.help is for people in 30 lines, and for scripts as JSON: ${way}`, async () => {
    const { stdout } = await run(['.help']);
    assert.ok(stdout.split('\n').length <= 30, stdout);
    assert.match(stdout, /\.retainers {2}/);
    const [{ command, result }] = (await run(['.help --json'])).json();
    assert.deepEqual([command, result.commands[0].usage], ['help', '.info']);
    const [{ result: one }] = (await run(['.help watch --json'])).json();
    assert.deepEqual(
      one.commands.map(({ usage }: { usage: string }) => usage),
      ['.watch <expression>'],
    );
  });
}

test('the commands of --json are told as JSON, those that are none too', async () => {
  const { stdout } = await leakconsoleHere(['attach', `${target.port}`, '--json', '-e', '.help', '-e', '.growht']);
  const [help, failure] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(help.command, 'help');
  assert.equal(failure.error.code, 'unknown-command');
});
