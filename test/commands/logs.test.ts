import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '#src/session/session.js';
import { startLeakconsole } from '../helpers/cli.js';
import { withTarget } from '../helpers/target.js';

const logging = `
  class User { name = 'Ann' }
  console.log('begin', { a: 1, s: 'x', n: null, f() {} }, ['a', 1], new User(), 10n);
  console.log(new Map([[1, { a: 1 }], ['k', 'v']]), new Set([1, 'x']), new Date(0), /a/g);
  console.table([{ a: 1 }]);
  console.trace('end');
`;

test('what the service logs is shown once, as Node prints it', () =>
  withTarget('service.cjs', {}, async ({ port, url }) => {
    const logs = startLeakconsole(['logs', port]);
    const session = await Session.connect(url);
    // Again and again, until somebody listens.
    const begun = logs.wrote(/begin/);
    let heard = false;
    begun.then(() => {
      heard = true;
    });
    while (!heard) await session.send('Runtime.evaluate', { expression: `{${logging}}` });
    await logs.wrote(/Trace: end/);
    await session.close();
    logs.child.kill('SIGINT');
    const { stdout } = await logs.ended;
    const lines = stdout.slice(stdout.indexOf('begin')).split('\n');
    assert.equal(lines[0], "begin { a: 1, s: 'x', n: null, f: [Function] } [ 'a', 1 ] User { name: 'Ann' } 10n");
    assert.match(
      lines[1],
      /log +Map\(2\) \{ 1 => \{ a: 1 \}, 'k' => 'v' \} Set\(2\) \{ 1, 'x' \} 1970-01-01T00:00:00.000Z \/a\/g$/,
    );
    assert.match(lines[2], /log +┌─/);
    assert.match(lines[7], /error +Trace: end$/);
  }));
