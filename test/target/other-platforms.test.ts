import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import {
  catchesUsr1,
  listeningSockets,
  nodeProcesses,
  parseLsof,
  parsePs,
  parseWindowsProcesses,
  parseWindowsSockets,
} from '#src/target/other-platforms.js';
import { listElsewhere, reachElsewhere } from '#src/target/reach-other.js';
import { wait } from '../helpers/opening-wait.js';
import { withTarget } from '../helpers/target.js';

const missing = ['ps', 'lsof'].find((tool) => {
  try {
    execFileSync(tool, [tool === 'ps' ? '-V' : '-v'], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
});
/** The `ps` and `lsof` of Linux take the same options, so the macOS way can be tried here on real processes. */
const posix = { skip: process.platform === 'win32' || (missing && `no ${missing} here`) };

test('a process, its sockets and its signals as ps and lsof tell them', posix, () =>
  withTarget('service.cjs', { inspect: true }, async ({ pid, port }) => {
    const row = (await nodeProcesses()).find((one) => one.pid === pid)!;
    assert.match(row.command, /service\.cjs$/);
    assert.equal(row.uid, process.getuid!());
    assert.ok(row.rssBytes > 10e6 && row.ageMs < 60_000, JSON.stringify(row));
    assert.ok((await listeningSockets()).some((socket) => socket.pid === pid && socket.port === port));
    assert.equal(await catchesUsr1(pid), true);
  }),
);

test('an inspector is opened without /proc, and found again', posix, () =>
  withTarget('service.cjs', { inspect: false }, async ({ pid }) => {
    const access = async () => (await listElsewhere()).find((one) => one.pid === pid)!.access;
    assert.deepEqual(await access(), { how: 'signal', target: `pid:${pid}` });
    const reached = await reachElsewhere(pid, wait);
    assert.deepEqual(reached.expected, { pid, innerPid: pid, startTicks: null });
    assert.equal(reached.opened, true);
  }),
);

test('a process that does not catch SIGUSR1 is not sent it without /proc either', posix, () =>
  withTarget('no-sigusr1.cjs', { inspect: false }, async ({ pid, get }) => {
    await assert.rejects(reachElsewhere(pid, wait), { code: 'no-sigusr1' });
    assert.equal(await get('/'), 'alive');
  }),
);

test('what ps prints', () => {
  const text = '  501  20  4096 02-03:04:05 /usr/local/bin/node app.js\n   7 0 12    01:02 node\n';
  assert.deepEqual(parsePs(text), [
    { pid: 501, uid: 20, rssBytes: 4096 * 1024, ageMs: 183_845_000, command: '/usr/local/bin/node app.js' },
    { pid: 7, uid: 0, rssBytes: 12 * 1024, ageMs: 62_000, command: 'node' },
  ]);
});

test('what lsof prints', () => {
  assert.deepEqual(parseLsof('p12\nf20\nn127.0.0.1:9229\nf21\nn[::1]:80\np13\nf4\nn*:3000\n'), [
    { pid: 12, host: '127.0.0.1', port: 9229 },
    { pid: 12, host: '::1', port: 80 },
    { pid: 13, host: '0.0.0.0', port: 3000 },
  ]);
});

test('what PowerShell prints: nothing, one object, a list', () => {
  const row = { ProcessId: 8, CommandLine: '"C:\\Program Files\\nodejs\\node.exe" a.js', WorkingSetSize: 9, AgeMs: 10 };
  const expected = { pid: 8, uid: null, rssBytes: 9, ageMs: 10, command: row.CommandLine };
  assert.deepEqual(parseWindowsProcesses(''), []);
  assert.deepEqual(parseWindowsProcesses(JSON.stringify(row)), [expected]);
  assert.deepEqual(parseWindowsProcesses(JSON.stringify([row, { ...row, CommandLine: null }])), [
    expected,
    { ...expected, command: 'node.exe' },
  ]);
  assert.deepEqual(parseWindowsSockets('{"OwningProcess":8,"LocalAddress":"::","LocalPort":9229}'), [
    { pid: 8, host: '::', port: 9229 },
  ]);
});
