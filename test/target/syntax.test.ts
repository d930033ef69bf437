import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '#src/errors.js';
import { parsePlace, parseTarget } from '#src/target/syntax.js';

const good: [string, ReturnType<typeof parseTarget>][] = [
  ['9229', { kind: 'port', host: '127.0.0.1', port: 9229 }],
  ['localhost:9230', { kind: 'port', host: 'localhost', port: 9230 }],
  ['10.0.0.7:65535', { kind: 'port', host: '10.0.0.7', port: 65535 }],
  ['[::1]:9229', { kind: 'port', host: '::1', port: 9229 }],
  ['ws://127.0.0.1:9229/0f2c936f-b1cd', { kind: 'url', url: 'ws://127.0.0.1:9229/0f2c936f-b1cd' }],
  ['pid:1234', { kind: 'pid', pid: 1234 }],
  ['9222/page:My orders: a/b', { kind: 'port', host: '127.0.0.1', port: 9222, page: 'My orders: a/b' }],
  ['dumps/Heap-1.heapsnapshot', { kind: 'file', path: 'dumps/Heap-1.heapsnapshot' }],
  ['dumps/heap.json', { kind: 'file', path: 'dumps/heap.json' }],
  ['/dev/fd/63', { kind: 'file', path: '/dev/fd/63' }],
  ['package.json', { kind: 'file', path: 'package.json' }],
  ['C:\\dumps\\a b.heapsnapshot.gz', { kind: 'file', path: 'C:\\dumps\\a b.heapsnapshot.gz' }],
];
for (const [text, expected] of good) {
  test(`“${text}” is a target`, () => assert.deepEqual(parseTarget(text), expected));
}

const remote: [string, string[], object | null][] = [
  ['docker:app', ['docker', 'exec', '-i', '-e', 'NODE_OPTIONS=', 'app'], null],
  ['podman:app/pid:7', ['podman', 'exec', '-i', '-e', 'NODE_OPTIONS=', 'app'], { pid: 7 }],
  ['docker:app/9229', ['docker', 'exec', '-i', '-e', 'NODE_OPTIONS=', 'app'], { port: 9229 }],
  ['kubectl:pod-1', ['kubectl', 'exec', '-i', 'pod-1', '--'], null],
  ['kubectl:shop/pod-1', ['kubectl', 'exec', '-i', '-n', 'shop', 'pod-1', '--'], null],
  ['kubectl:shop/pod-1/app/pid:1', ['kubectl', 'exec', '-i', '-n', 'shop', 'pod-1', '-c', 'app', '--'], { pid: 1 }],
  ['nsenter:1234', ['nsenter', '--target', '1234', '--net', '--'], { pid: 1234 }],
  ['ssh:ada@example.org/pid:1234', ['ssh', '-T', '-o', 'BatchMode=yes', 'ada@example.org'], { pid: 1234 }],
  ['ssh:example.org/9229', ['ssh', '-T', '-o', 'BatchMode=yes', 'example.org'], { port: 9229 }],
  ['exec:docker exec -i app -- pid:1', ['docker', 'exec', '-i', 'app'], { pid: 1 }],
  ['exec:kubectl exec -i app -- -- 9229', ['kubectl', 'exec', '-i', 'app', '--'], { port: 9229 }],
  [`exec:run "in here" 'and there'`, ['run', 'in here', 'and there'], null],
];
for (const [text, command, process] of remote) {
  test(`“${text}” is a process somewhere else`, () => {
    const name = parseTarget(text);
    assert.ok(name.kind === 'remote');
    assert.deepEqual([name.place.command, name.process], [command, process]);
  });
}

test('a place is a name of that kind without a process', () => {
  assert.equal(parsePlace('docker:app').name, 'docker:app');
  for (const text of ['docker:app/pid:1', '9229', 'pid:1', 'docker:', 'app'])
    assert.throws(() => parsePlace(text), { code: 'bad-target' });
});

const bad = [
  'docker:',
  'docker:app/pid:0',
  'docker:a b',
  'docker:a/b',
  // They would be options.
  'ssh:-oProxyCommand=true',
  'kubectl:-n/pod',
  'kubectl:a/b/c/d',
  'nsenter:app',
  'exec:',
  'exec: -- pid:1',
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
