import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { findMemoryRefusal } from '#src/lenses/fork/check-memory.js';
import { forkedSnapshot } from '#src/lenses/fork/forked-snapshot.js';
import { Session } from '#src/session/session.js';
import { withTarget } from '../helpers/target.js';
import { childOptions, inFork, loadForks } from './open-forks.js';

const MB = 2 ** 20;

/** A control group of our own with memory control. */
interface Cgroup {
  readonly version: 1 | 2;
  readonly path: string;
}

/** Makes a control group; null where this machine or this user cannot. */
function makeCgroup(): Cgroup | null {
  const name = `leakconsole-test-${process.pid}`;
  for (const [version, path, needs] of [
    [2, `/sys/fs/cgroup/${name}`, 'memory.oom.group'],
    [1, `/sys/fs/cgroup/memory/${name}`, 'memory.limit_in_bytes'],
  ] as const) {
    try {
      mkdirSync(path);
    } catch {
      continue;
    }
    try {
      readFileSync(`${path}/${needs}`);
      return { version, path };
    } catch {
      rmdirSync(path);
    }
  }
  return null;
}

async function removeCgroup({ path }: Cgroup): Promise<void> {
  for (const end = performance.now() + 30_000; ; await delay(50)) {
    try {
      return rmdirSync(path);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}

function limitTo({ version, path }: Cgroup, bytes: number): void {
  writeFileSync(`${path}/${version === 2 ? 'memory.max' : 'memory.limit_in_bytes'}`, String(bytes));
}

function usedBy({ version, path }: Cgroup): number {
  return Number(readFileSync(`${path}/${version === 2 ? 'memory.current' : 'memory.usage_in_bytes'}`, 'latin1'));
}

test('a child that a container has no room for is refused; one that overruns it dies alone', async (t) => {
  const cgroup = process.platform === 'linux' ? makeCgroup() : null;
  if (cgroup === null) return t.skip('no control group with memory can be made here');
  t.diagnostic(`cgroup v${cgroup.version}${cgroup.version === 1 ? ': memory.oom.group cannot be tried here' : ''}`);
  try {
    await withTarget(inFork('orders.cjs'), { env: { ORDERS: '60000' } }, async (target) => {
      writeFileSync(`${cgroup.path}/cgroup.procs`, String(target.pid));
      const session = await Session.connect(target.url);
      const forks = await loadForks(session);
      // Memory stays charged to the group where it was taken: the target's own is in another one, the child's in this.
      limitTo(cgroup, usedBy(cgroup) + 60 * MB);
      const limits = await forks.readMemoryLimits();
      const own = limits.cgroups.find(({ path }) => path === cgroup.path);
      assert.ok(own?.limitBytes && own.limitBytes < 400 * MB, JSON.stringify(limits));
      const child = { expectedBytes: 300 * MB, mostBytes: 600 * MB };
      assert.match(findMemoryRefusal(limits, child) ?? '', /the container has \d+ MB left/);
      if (cgroup.version === 2) {
        // The estimate fits, what the child may take at most does not.
        const most = { expectedBytes: 0, mostBytes: 600 * MB };
        limitTo(cgroup, usedBy(cgroup) + 300 * MB);
        assert.equal(findMemoryRefusal(await forks.readMemoryLimits(), most), null);
        writeFileSync(`${cgroup.path}/memory.oom.group`, '1');
        assert.match(
          findMemoryRefusal(await forks.readMemoryLimits(), most) ?? '',
          /as a whole \(memory\.oom\.group\)/,
        );
        writeFileSync(`${cgroup.path}/memory.oom.group`, '0');
        limitTo(cgroup, usedBy(cgroup) + 60 * MB);
      }
      // Without asking: the child is killed, its parent lives.
      const sink = { write: () => {}, restart: () => {} };
      await assert.rejects(forkedSnapshot(forks, sink, childOptions({ localPid: target.pid })), /it was killed/);
      assert.equal(target.child.exitCode ?? target.child.signalCode, null);
      const { result } = await session.send('Runtime.evaluate', { expression: '1 + 1' });
      assert.equal(result.value, 2);
      if (cgroup.version === 2) {
        // What is refused for a reason: here the kernel does not stop at the child.
        writeFileSync(`${cgroup.path}/memory.oom.group`, '1');
        const ended = once(target.child, 'exit');
        await assert.rejects(forkedSnapshot(forks, sink, childOptions({ localPid: target.pid })));
        await ended;
        assert.equal(target.child.signalCode, 'SIGKILL');
      }
      await session.close();
    });
  } finally {
    await removeCgroup(cgroup);
  }
});
