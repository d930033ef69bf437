import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createReport } from '#src/cli/report.js';
import { UserError } from '#src/errors.js';
import { packageFile } from '#src/package-files.js';
import { createStyle } from '#src/view/text/style.js';

test('a failure that quotes a name from a heap moves no cursor', () => {
  const shown: string[] = [];
  const screen = { style: createStyle(), rows: null, write: (text: string) => void shown.push(text) };
  const hint = 'did you mean \x1b[2J?\nor look at the types';
  const code = createReport(screen)(new UserError('unknown-class', 'no class \x1b[31m', { hint }));
  assert.equal(code, 1);
  assert.equal(shown.join(''), 'error: no class \\x1b[31m\ndid you mean \\x1b[2J?\nor look at the types\n');
});

test('that another version was installed meanwhile is no defect', async () => {
  const shown: string[] = [];
  const screen = { style: createStyle(), rows: null, write: (text: string) => void shown.push(text) };
  const report = createReport(screen);
  const { href } = packageFile('dist/gone.js');
  await assert.rejects(import(href), (error) => report(error) === 1);
  assert.throws(
    () => readFileSync(packageFile('dist/gone.bundle.js')),
    (error) => report(error) === 1,
  );
  const expected = 'error: the files of leakconsole were changed while it ran\nstart it again\n';
  assert.deepEqual(shown.join(''), expected + expected);
  shown.length = 0;
  assert.throws(
    () => readFileSync('/nowhere'),
    (error) => report(error) === 1,
  );
  assert.match(shown.join(''), /^internal error: ENOENT/);
});
