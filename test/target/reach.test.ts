import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { Session } from '#src/session/session.js';
import { holdProcess } from '#src/target/hold.js';
import { listProcesses } from '#src/target/processes.js';
import { executable, isZombie, processFacts } from '#src/target/procfs.js';
import { reach } from '#src/target/reach.js';
import { forget, remember } from '../helpers/children.js';
import { wait } from '../helpers/opening-wait.js';
import { withTarget } from '../helpers/target.js';
import { until } from '../helpers/until.js';

const linuxOnly = { skip: process.platform !== 'linux' };

test('a port leads to its process', linuxOnly, () =>
  withTarget('service.cjs', {}, async ({ port, url, pid }) => {
    const reached = await reach({ kind: 'port', host: '127.0.0.1', port }, wait);
    assert.deepEqual(reached, { url, opened: false, expected: null });
    const session = await Session.connect(reached.url);
    assert.equal((await holdProcess(session, reached)).localPid, pid);
    await session.close();
  }),
);

test('a URL with a host name is given an address', () =>
  withTarget('service.mjs', {}, async ({ port, url, pid }) => {
    const { pathname } = new URL(url);
    const reached = await reach({ kind: 'url', url: `ws://localhost:${port}${pathname}` }, wait);
    const session = await Session.connect(reached.url);
    assert.equal((await holdProcess(session, reached)).localPid, pid);
    await session.close();
  }));

test('a process whose inspector is open is reached by its pid, and without touching its service', linuxOnly, () =>
  withTarget('service.cjs', {}, async ({ pid, url, get }) => {
    const reached = await reach({ kind: 'pid', pid }, wait);
    assert.equal(reached.url, url);
    assert.equal(reached.opened, false);
    assert.deepEqual(JSON.parse(await get('/ann')).requests, 1);
  }),
);

test('the inspector of a process is opened by SIGUSR1', linuxOnly, () =>
  withTarget('service.mjs', { inspect: false }, async ({ pid, get }) => {
    const reached = await reach({ kind: 'pid', pid }, wait);
    assert.equal(reached.opened, true);
    assert.equal(JSON.parse(await get('/ann')).requests, 1);
    const session = await Session.connect(reached.url);
    assert.equal((await holdProcess(session, reached)).localPid, pid);
    await session.close();
    assert.equal((await reach({ kind: 'pid', pid }, wait)).opened, false);
  }),
);

test('another process than the one that was asked for is told by its pid and by its start time', linuxOnly, () =>
  withTarget('service.cjs', {}, async ({ pid, url }) => {
    const expected = processFacts(pid)!;
    const session = await Session.connect(url);
    for (const other of [{ innerPid: pid + 1 }, { startTicks: `${Number(expected.startTicks) + 1}` }]) {
      const reached = { url, opened: false, expected: { ...expected, ...other } };
      await assert.rejects(holdProcess(session, reached), { code: 'wrong-process' });
    }
    await session.close();
  }),
);

test('a target that may not read its start time, as under a permission model, is no wrong process', linuxOnly, () =>
  withTarget('blind.cjs', {}, async ({ pid, url }) => {
    const session = await Session.connect(url);
    const reached = { url, opened: false, expected: processFacts(pid)! };
    assert.equal((await holdProcess(session, reached)).localPid, pid);
    await session.close();
  }),
);

test('a pid that nobody has', linuxOnly, async () => {
  const child = spawn(process.execPath, ['-v'], { stdio: 'ignore' });
  await once(child, 'exit');
  await assert.rejects(reach({ kind: 'pid', pid: child.pid! }, wait), { code: 'no-process' });
});

test('a process that is no Node process gets no signal', linuxOnly, async () => {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write('alive');
  await once(child.stdout, 'data');
  await assert.rejects(reach({ kind: 'pid', pid: child.pid! }, wait), { code: 'not-node', message: /\(cat\)/ });
  child.stdin.end();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('a process of another user', { skip: process.getuid?.() !== 0 }, () =>
  withTarget('service.cjs', { inspect: false }, async ({ pid }) => {
    process.seteuid!(65534);
    try {
      await assert.rejects(reach({ kind: 'pid', pid }, wait), { code: 'not-ours' });
    } finally {
      process.seteuid!(0);
    }
  }),
);

test('a process that does not catch SIGUSR1 is not sent it, and lives on', linuxOnly, () =>
  // Node gives the signal its default action back when the last listener goes.
  withTarget('no-sigusr1.cjs', { inspect: false }, async ({ pid, get }) => {
    await assert.rejects(reach({ kind: 'pid', pid }, wait), { code: 'no-sigusr1' });
    assert.equal(await get('/'), 'alive');
  }),
);

for (const option of ['--heapsnapshot-signal=SIGUSR1', '--report-signal=SIGUSR1']) {
  test(`a process that uses SIGUSR1 for ${option} is not sent it`, linuxOnly, async () => {
    const nodeOptions = option.includes('report') ? ['--report-on-signal', option] : [option];
    await withTarget('service.cjs', { inspect: false, nodeOptions }, async ({ pid }) => {
      await assert.rejects(reach({ kind: 'pid', pid }, wait), {
        code: 'sigusr1-taken',
        message: /process \d+ writes a/,
      });
    });
    const env = { NODE_OPTIONS: nodeOptions.join(' ') };
    await withTarget('service.cjs', { inspect: false, env }, async ({ pid }) => {
      await assert.rejects(reach({ kind: 'pid', pid }, wait), { code: 'sigusr1-taken' });
    });
  });
}

test('a zombie is told from a pid that nobody has', linuxOnly, async () => {
  // The shell becomes a `sleep`, which never asks how its child has ended.
  const parent = spawn('sh', ['-c', 'read -r _ <&3 & echo $!; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  remember(parent);
  const pid = Number(String((await once(parent.stdout!, 'data'))[0]));
  await until(() => executable(parent.pid!)?.endsWith('sleep') === true);
  (parent.stdio[3] as Socket).end();
  await until(() => isZombie(pid));
  await assert.rejects(reach({ kind: 'pid', pid }, wait), { code: 'zombie' });
  parent.kill();
  await once(parent, 'exit');
  forget(parent);
});

test('no socket of a worker is asked whether it is an inspector', linuxOnly, () =>
  withTarget('touchy-worker.cjs', { inspect: false, nodeOptions: ['--inspect-port=9228'] }, async (target) => {
    const found = await listProcesses();
    assert.equal(found.find(({ pid }) => pid === target.pid)?.access.how, 'signal');
    assert.equal((await reach({ kind: 'pid', pid: target.pid }, wait)).opened, true);
    const socket = connect(target.servicePort, '127.0.0.1').end('{}');
    assert.equal(String((await once(socket, 'data'))[0]), 'object');
  }),
);

test(
  'the primary of a cluster, whose workers would open their inspectors with it, is not sent SIGUSR1',
  linuxOnly,
  () =>
    withTarget('cluster.cjs', { inspect: false, nodeOptions: ['--inspect-port=9227'] }, async ({ pid, output }) => {
      await assert.rejects(reach({ kind: 'pid', pid }, wait), { code: 'cluster' });
      assert.doesNotMatch(output(), /Debugger listening/);
    }),
);

test('an inspector that would listen for other machines is not opened', linuxOnly, () =>
  withTarget('service.cjs', { inspect: false, nodeOptions: ['--inspect-port=0.0.0.0:0'] }, async ({ pid, output }) => {
    await assert.rejects(reach({ kind: 'pid', pid }, wait), { code: 'not-loopback' });
    assert.doesNotMatch(output(), /Debugger listening/);
  }),
);

test('a process with a SIGUSR1 listener of its own opens no inspector', linuxOnly, () =>
  withTarget('own-sigusr1.cjs', { inspect: false }, async ({ pid, output }) => {
    const controller = new AbortController();
    const notices: string[] = [];
    // It is told that there is none yet, and gives up.
    const notice = (text: string) => {
      notices.push(text);
      controller.abort();
    };
    await assert.rejects(reach({ kind: 'pid', pid }, { ...wait, notice, signal: controller.signal }), {
      code: 'not-opened',
      hint: /may open one later/,
    });
    assert.match(notices.join(), /waiting for it \(Ctrl-C gives up\)/);
    assert.match(output(), /own SIGUSR1 listener/);
    await assert.rejects(reach({ kind: 'pid', pid }, { ...wait, timeoutMs: 100 }), { code: 'not-opened' });
  }),
);

test('a stopped process', linuxOnly, () =>
  withTarget('service.cjs', { inspect: false }, async ({ pid }) => {
    process.kill(pid, 'SIGSTOP');
    while (processFacts(pid)?.state !== 'T') await new Promise(setImmediate);
    await assert.rejects(reach({ kind: 'pid', pid }, wait), { code: 'stopped' });
  }),
);

test('a port that is taken by another process is named with its pid, and no signal is sent', linuxOnly, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await withTarget('service.cjs', { inspect: false, nodeOptions: [`--inspect-port=${port}`] }, async (target) => {
    await assert.rejects(reach({ kind: 'pid', pid: target.pid }, wait), {
      code: 'port-taken',
      message: new RegExp(`port ${port}, which belongs to process ${process.pid}`),
    });
    assert.doesNotMatch(target.output(), /inspector/i);
  });
  server.close();
});

test('the inspector of a process that never returns to its event loop is opened', linuxOnly, () =>
  withTarget('busy.cjs', { inspect: false }, async ({ pid }) => {
    assert.equal((await reach({ kind: 'pid', pid }, wait)).opened, true);
  }),
);

test('a process that is busy is waited for', linuxOnly, () =>
  withTarget('busy-for-long.cjs', { inspect: false }, async ({ pid, get, wrote }) => {
    await get('/block');
    await wrote(/stands still/);
    const notices: string[] = [];
    const reached = await reach({ kind: 'pid', pid }, { ...wait, notice: (text) => void notices.push(text) });
    assert.equal(reached.opened, true);
    assert.equal(notices.length, 1);
  }),
);
