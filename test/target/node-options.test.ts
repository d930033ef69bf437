import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { adviseDeaf, optionWords, purposeOfSigusr1 } from '#src/target/node-options.js';

test('SIGUSR1 has another purpose if an option says so, however that is written', () => {
  for (const options of [
    ['--heapsnapshot-signal=SIGUSR1'],
    ['--heapsnapshot-signal', 'SIGUSR1'],
    ['--heapsnapshot_signal=SIGUSR1'],
    ['--heapsnapshot-signal=SIGUSR2', '--heapsnapshot-signal=SIGUSR1'],
    // After the value of an option, which looks like a script.
    ['--title', 'shop', '--heapsnapshot-signal=SIGUSR1', 'app.js'],
    ['--max-old-space-size', '512', '--heapsnapshot-signal', 'SIGUSR1', 'app.js'],
    // As NODE_OPTIONS may be quoted.
    ['"--heapsnapshot-signal=SIGUSR1"'],
    // Which of several holds is Node's business.
    ['--heapsnapshot-signal=SIGUSR1', '--heapsnapshot-signal=SIGUSR2'],
  ])
    assert.equal(purposeOfSigusr1(options)?.option, '--heapsnapshot-signal', String(options));
  assert.equal(purposeOfSigusr1(['--report-on-signal', '--report-signal=SIGUSR1'])?.option, '--report-signal');
});

test('and has not otherwise', () => {
  for (const options of [
    [],
    ['--heapsnapshot-signal=SIGUSR2'],
    ['--report-on-signal', '--report-signal=SIGUSR2'],
    ['--heapsnapshot-signal=SIGUSR10'],
  ])
    assert.equal(purposeOfSigusr1(options), null, String(options));
});

test('why SIGUSR1 is not caught', () => {
  assert.match(adviseDeaf(['--disable-sigusr1']), /--disable-sigusr1/);
  for (const option of ['--permission', '--experimental-permission']) {
    assert.match(adviseDeaf([option, '--allow-fs-read=*']), /--allow-inspector/);
    assert.doesNotMatch(adviseDeaf([option, '--allow-inspector']), /permission/);
  }
  assert.match(adviseDeaf([]), /listener/);
});

test('options of a file count as those of the command line', {
  skip: process.platform !== 'linux' && 'has no /proc',
}, (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'leakconsole-'));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, '.env'), 'PORT=80\nNODE_OPTIONS="--heapsnapshot-signal=SIGUSR1"\n');
  writeFileSync(join(directory, 'node.json'), '{ "nodeOptions": { "report-signal": "SIGUSR1" } }');
  writeFileSync(join(directory, 'other'), 'PORT=80\n');
  const purposeWith = (...options: string[]) => {
    // What is started is no Node: which lines of it take these options is their business.
    const child = spawn('sh', ['-c', 'read -r _', ...options], { cwd: directory });
    try {
      return purposeOfSigusr1(optionWords(child.pid!))?.option ?? null;
    } finally {
      child.kill();
    }
  };
  assert.equal(purposeWith('--env-file=.env'), '--heapsnapshot-signal');
  assert.equal(purposeWith('--env-file-if-exists', join(directory, '.env')), '--heapsnapshot-signal');
  assert.equal(purposeWith('--experimental-config-file=node.json'), '--report-signal');
  assert.equal(purposeWith('--env-file=other', '--env-file=none'), null);
});
