import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '#src/errors.js';
import { parseTarget } from '#src/target/syntax.js';

const good: [string, ReturnType<typeof parseTarget>][] = [
  ['9229', { kind: 'port', host: '127.0.0.1', port: 9229 }],
  ['localhost:9230', { kind: 'port', host: 'localhost', port: 9230 }],
  ['10.0.0.7:65535', { kind: 'port', host: '10.0.0.7', port: 65535 }],
  ['[::1]:9229', { kind: 'port', host: '::1', port: 9229 }],
  ['ws://127.0.0.1:9229/0f2c936f-b1cd', { kind: 'url', url: 'ws://127.0.0.1:9229/0f2c936f-b1cd' }],
  ['pid:1234', { kind: 'pid', pid: 1234 }],
  ['dumps/Heap-1.heapsnapshot', { kind: 'file', path: 'dumps/Heap-1.heapsnapshot' }],
  ['dumps/heap.json', { kind: 'file', path: 'dumps/heap.json' }],
  ['/dev/fd/63', { kind: 'file', path: '/dev/fd/63' }],
  ['package.json', { kind: 'file', path: 'package.json' }],
  ['C:\\dumps\\a b.heapsnapshot.gz', { kind: 'file', path: 'C:\\dumps\\a b.heapsnapshot.gz' }],
];
for (const [text, expected] of good) {
  test(`“${text}” is a target`, () => assert.deepEqual(parseTarget(text), expected));
}

const bad = [
  '',
  '0',
  '65536',
  '-1',
  '9229x',
  'cache.size',
  'host:',
  'host:port',
  'none.json',
  'http://127.0.0.1:9229',
  '::1',
  '[::1]',
  ':9229',
  'pid:',
  'pid:0',
];
for (const text of [...bad, 'pid:12a', 'pid:99999999999', 'ws://', 'ws://[::1', 'a b:9229', 'main.heapsnapshot.zip']) {
  test(`“${text}” is none, which is wrong usage`, () => {
    assert.throws(
      () => parseTarget(text),
      (error) => error instanceof UserError && error.exitCode === 2 && error.message.includes(text) && !!error.hint,
    );
  });
}
