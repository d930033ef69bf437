import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interrupted } from '#src/isolate/wait-for-target.js';
import { membersOf } from '#src/target/group-members.js';
import { ProcessGroup } from '#src/target/process-group.js';
import { clusterWorkers } from '#src/target/procfs.js';
import { laterSockets } from '#src/target/sockets.js';
import { expectCode, startLeakconsole } from '../helpers/cli.js';
import { long } from '../helpers/long.js';
import { leakconsoleHere } from '../helpers/main.js';
import { type TestTarget, withTarget } from '../helpers/target.js';
import { until } from '../helpers/until.js';

const linuxOnly = { skip: process.platform !== 'linux' && 'groups are found in /proc' };
const wait = { notice: () => {}, signal: new AbortController().signal };
const limits = { maxPauseMs: 60_000, maxRssBytes: null, force: false, allowsFork: false, maxForkMs: 120_000 };
const attachOptions = { ...limits, readOnly: false, timeoutMs: 60_000, sourceMaps: true };
const options = { inspect: 'undeclared' } as const;

/** Runs lines in a console on all processes of a cluster. */
async function runLines({ pid }: TestTarget, lines: readonly string[]) {
  const words = lines.flatMap((line) => ['-e', line]);
  return await leakconsoleHere(['attach', `cluster:${pid}`, '--json', ...words]);
}

async function untilPortsClosed(pids: readonly number[]): Promise<void> {
  await until(() => pids.every((pid) => laterSockets(pid).length === 0));
}

test('all processes of a cluster are looked at together, and their inspectors closed again', linuxOnly, () =>
  withTarget('cluster-service.cjs', options, async (target) => {
    const pids = clusterWorkers(target.pid).sort((a, b) => a - b);
    assert.deepEqual(membersOf({ kind: 'cluster', pid: target.pid }), pids);
    const lines = ['process.pid', '.collections', '.count Order', '.types', '.use process 2', 'process.pid', '.size 1'];
    const { code, json, stderr } = await runLines(target, lines);
    const [values, collections, count, types, used, chosen, size] = json();
    assert.equal(values.target.pid, null, stderr);
    assert.deepEqual(values.target.processes, pids);
    assert.deepEqual(
      values.result.processes.map(({ pid, value }: { pid: number; value: number }) => [pid, value]),
      pids.map((pid) => [pid, pid]),
    );
    const orders = collections.result.collections[0];
    assert.match(orders.path, /orders$/);
    assert.equal(orders.entries, 6000);
    const entries = orders.processes.map(({ entries }: { entries: number }) => entries);
    assert.deepEqual(
      entries.toSorted((a: number, b: number) => a - b),
      [1000, 2000, 3000],
    );
    assert.equal(count.result.count, 6000);
    const order = types.result.types.find(({ name }: { name: string }) => name === 'Order');
    assert.equal(order.count, 6000);
    assert.equal(order.processes.length, 3);
    assert.equal(used.result.kind, 'process');
    assert.equal(chosen.target.pid, pids[1]);
    assert.equal(chosen.result.value, pids[1]);
    assert.ok(size.error, 'a number has no size');
    assert.equal(code, 1);
    await untilPortsClosed(pids);
    assert.doesNotMatch(target.output(), /address already in use/);
    assert.equal(laterSockets(target.pid).length, 0, 'the primary was never signalled');
  }),
);

test('after Ctrl-C no further process is signalled', linuxOnly, (t) =>
  withTarget('cluster-service.cjs', options, async (target) => {
    const controller = new AbortController();
    const kill = t.mock.method(process, 'kill', (pid: number, signal: string) => {
      assert.equal(signal, 'SIGUSR1', `to ${pid}`);
      controller.abort(new Interrupted());
      return true;
    });
    const attaching = ProcessGroup.attach({ kind: 'cluster', pid: target.pid }, attachOptions, {
      ...wait,
      signal: controller.signal,
    });
    await assert.rejects(attaching, { code: 'interrupted' });
    assert.equal(kill.mock.callCount(), 1);
    kill.mock.restore();
  }),
);

test('a process that restarts is left out, and taken up again', { skip: linuxOnly.skip || long.skip }, () =>
  withTarget('cluster-service.cjs', options, async (target) => {
    const group = await ProcessGroup.attach({ kind: 'cluster', pid: target.pid }, attachOptions, wait);
    try {
      const pids = () => group.members.map(({ pid }) => pid);
      const [first, ...others] = pids();
      process.kill(first, 'SIGKILL');
      await until(() => !pids().includes(first));
      assert.deepEqual(pids(), others);
      await until(async () => {
        await group.refresh(wait);
        return pids().length === 3;
      });
      assert.ok(others.every((pid) => pids().includes(pid)));
    } finally {
      await group.detach();
    }
    await untilPortsClosed(clusterWorkers(target.pid));
  }),
);

test(
  'the console of a group that is killed leaves no inspector open, and the cluster goes on',
  { skip: linuxOnly.skip || long.skip },
  () =>
    withTarget('cluster-service.cjs', options, async (target) => {
      const pids = clusterWorkers(target.pid);
      const cli = startLeakconsole(['attach', `cluster:${target.pid}`, '--json']);
      cli.child.stdin!.write('process.pid\n');
      await cli.wrote(/"command":"eval".*"result"/);
      for (const pid of pids) assert.ok(laterSockets(pid).length > 0, `the inspector of ${pid} is open`);
      cli.child.kill('SIGKILL');
      await untilPortsClosed(pids);
      assert.deepEqual(clusterWorkers(target.pid), pids);
      assert.equal(laterSockets(target.pid).length, 0, 'the primary was never signalled');
    }),
);

test('what is no cluster is told', linuxOnly, async () => {
  const cluster = await leakconsoleHere(['collections', `cluster:${process.pid}`]);
  expectCode(cluster, 1);
  assert.match(cluster.stderr, /is not the primary of a cluster/);
  const pm2 = await leakconsoleHere(['collections', 'pm2:nothing-of-this-name']);
  expectCode(pm2, 1);
  assert.match(pm2.stderr, /PM2 runs no process of the name nothing-of-this-name/);
});
