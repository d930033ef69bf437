import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Session } from '#src/session/session.js';
import { InspectorMessageFilter } from '#src/target/inspector-messages.js';
import { startProgram } from '#src/target/spawn.js';
import { fixture } from '../helpers/target.js';

test('a program runs under the inspector, and its user does not see that', async () => {
  const program = await startProgram(fixture('chatty.cjs'), ['a b', '--inspect-brk']);
  const session = await Session.connect(program.url);
  const { result } = await session.send('Runtime.evaluate', { expression: 'process.pid' });
  assert.equal(result.value, program.child.pid);
  const output = ['', ''];
  for (const [index, stream] of [program.stdout, program.stderr].entries()) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output[index] += chunk;
      program.child.emit('wrote');
    });
  }
  while (output.includes('')) await once(program.child, 'wrote');
  await session.close();
  await program.stop();
  assert.deepEqual(output, ['["a b","--inspect-brk"]\n', 'Debugger says nothing\n']);
  assert.equal(await program.ended, 'SIGTERM');
});

test('a program that ignores SIGTERM is ended', async () => {
  const program = await startProgram(fixture('chatty.cjs'), ['stubborn']);
  await once(program.stdout, 'data');
  await program.stop();
  assert.equal(await program.ended, 'SIGKILL');
});

test('a program that ends at once tells how', async () => {
  const program = await startProgram(fixture('no-such-file.cjs'));
  assert.match(await text(program.stderr), /Cannot find module/);
  assert.equal(await program.ended, 1);
});

test('what Node says of the inspector is left out wherever the stream is cut', async () => {
  const url = 'ws://127.0.0.1:9229/0f2c936f-b1cd-4ac9-aab3-f63b0f33d55e';
  const messages = [`Debugger listening on ${url}\n`, 'For help, see: https://nodejs.org/en/docs/inspector\n'];
  const own = ['Debugger, she said\n', 'x Debugger attached.\n', '\n', 'naïve — é\n', 'Debugger'];
  const all = Buffer.from([own[0], ...messages, own[1], 'Debugger attached.\n', own[2], own[3], own[4]].join(''));
  for (let size = 1; size < 40; size++) {
    const urls: string[] = [];
    const filter = new InspectorMessageFilter((found) => urls.push(found));
    for (let from = 0; from < all.length; from += size) filter.write(all.subarray(from, from + size));
    filter.end();
    assert.equal(await text(filter), own.join(''), `cut every ${size} bytes`);
    assert.deepEqual(urls, [url]);
  }
});
