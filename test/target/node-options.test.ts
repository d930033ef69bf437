import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviseDeaf, optionsBeforeScript, purposeOfSigusr1 } from '#src/target/node-options.js';

test('what follows the script is the program’s own', () => {
  assert.deepEqual(optionsBeforeScript(['--inspect', 'app.js', '--heapsnapshot-signal=SIGUSR1']), ['--inspect']);
  assert.deepEqual(optionsBeforeScript(['-r', './hook.js', '--report-signal', 'SIGUSR1', 'app.js']), [
    '-r',
    './hook.js',
    '--report-signal',
    'SIGUSR1',
  ]);
  assert.deepEqual(optionsBeforeScript(['-e', 'code']), ['-e', 'code']);
});

test('SIGUSR1 has another purpose if an option says so, however that is written', () => {
  for (const options of [
    ['--heapsnapshot-signal=SIGUSR1'],
    ['--heapsnapshot-signal', 'SIGUSR1'],
    ['--heapsnapshot_signal=SIGUSR1'],
    ['--heapsnapshot-signal=SIGUSR2', '--heapsnapshot-signal=SIGUSR1'],
  ])
    assert.equal(purposeOfSigusr1(options)?.option, '--heapsnapshot-signal', String(options));
  assert.equal(purposeOfSigusr1(['--report-on-signal', '--report-signal=SIGUSR1'])?.option, '--report-signal');
});

test('and has not otherwise', () => {
  for (const options of [
    [],
    ['--heapsnapshot-signal=SIGUSR2'],
    ['--heapsnapshot-signal=SIGUSR1', '--heapsnapshot-signal=SIGUSR2'],
    // Without --report-on-signal it does nothing.
    ['--report-signal=SIGUSR1'],
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
