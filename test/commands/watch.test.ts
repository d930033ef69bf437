import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectCode, expectFailure, leakconsole, startLeakconsole } from '../helpers/cli.js';
import { startTarget } from '../helpers/target.js';

test('a value is watched until a condition holds, which ends with exit code 0', async () => {
  const target = await startTarget('service.cjs');
  try {
    const watch = startLeakconsole(['watch', target.url, 'cache.size', '--every', '100ms', '--until', 'value > 2']);
    await watch.wrote(/ 2/);
    await target.get('/eve');
    const result = await watch.ended;
    expectCode(result, 0);
    assert.match(result.stdout, / 3 {2}\+[\d.]+\/s {2}▁*█\n$/);

    const csv = await leakconsole([
      'watch',
      target.url,
      'cache.size',
      '--every',
      '100ms',
      '--count',
      '2',
      '--csv',
      '-',
    ]);
    assert.match(csv.stdout, /^time,value\n\S+Z,3\n\S+Z,3\n$/);
    expectFailure(await leakconsole(['watch', target.url, '1', '--until', 'value >']), {
      code: 2,
      what: /--until “value >” is not a condition/,
      hint: /--until "value > 1e6"/,
    });
    expectFailure(await leakconsole(['watch', target.url, '1', '--until', 'vlaue > 3']), {
      code: 2,
      what: /--until “vlaue > 3” is not a condition: .*vlaue is not defined/,
      hint: /--until "value > 1e6"/,
    });
  } finally {
    await target.stop();
  }
});

test('an alert runs a command, with the value, when its condition begins to hold', async () => {
  const target = await startTarget('service.cjs');
  try {
    const ask = `http://127.0.0.1:${target.servicePort}/alert`;
    const run = `"${process.execPath}" -e "fetch('${ask}' + process.env.LEAKCONSOLE_VALUE); console.log('told')"`;
    const args = ['watch', target.url, 'cache.size', '--every', '100ms', '--alert', 'value > 1', '--run', run];
    const result = await leakconsole([...args, '--until', 'value > 2']);
    expectCode(result, 0);
    assert.match(result.stdout, /^\S+ {2}2 {2}alert\n/);
    assert.match(result.stderr, /^told$/m);
    assert.match(await target.get('/alert2'), /"requests":2/);
    expectFailure(await leakconsole(['watch', target.url, 'cache.size', '--run', run]), {
      code: 2,
      what: /--run needs --alert/,
      hint: /--alert "value > 1e6" --run/,
    });
  } finally {
    await target.stop();
  }
});
