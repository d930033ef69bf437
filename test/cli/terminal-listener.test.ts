import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { settingsFrom } from '#src/cli/settings.js';
import { terminalListener } from '#src/cli/terminal-listener.js';

test('a notice takes the place of the progress that is shown, and of nothing else', () => {
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const io = {
    ...process,
    env: { NO_COLOR: '1' },
    stdin: process.stdin,
    stdout: process.stdout,
    stderr,
    on() {},
    off() {},
  };
  const { notice, progress } = terminalListener(settingsFrom({}, io), io);
  notice('before');
  progress('walking: 922 objects');
  notice('busy');
  progress('');
  progress('walking: 923 objects');
  // Of another part of the program, at the same terminal.
  terminalListener(settingsFrom({}, io), io).notice('gone');
  assert.equal(
    String(stderr.read()),
    'before\n\r\x1b[Kwalking: 922 objects\r\x1b[Kbusy\n\r\x1b[Kwalking: 923 objects\r\x1b[Kgone\n',
  );
});
