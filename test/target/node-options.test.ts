import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviseDeaf, purposeOfSigusr1 } from '#src/target/node-options.js';

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
