import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReport } from '#src/cli/report.js';
import { UserError } from '#src/errors.js';
import { createStyle } from '#src/view/text/style.js';

test('a failure that quotes a name from a heap moves no cursor', () => {
  const shown: string[] = [];
  const screen = { style: createStyle(), rows: null, write: (text: string) => void shown.push(text) };
  const hint = 'did you mean \x1b[2J?\nor look at the types';
  const code = createReport(screen)(new UserError('unknown-class', 'no class \x1b[31m', { hint }));
  assert.equal(code, 1);
  assert.equal(shown.join(''), 'error: no class \\x1b[31m\ndid you mean \\x1b[2J?\nor look at the types\n');
});
