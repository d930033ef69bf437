import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MemoryLimits } from '#src/injected/fork/read-memory-limits.js';
import { copyOnWriteBytes, findMemoryRefusal } from '#src/lenses/fork/check-memory.js';
import { explainEnd } from '#src/lenses/fork/explain-end.js';
import { explainLoadFailure, findRefusal } from '#src/lenses/fork/find-refusal.js';
import { forkedCensus } from '#src/lenses/fork/forked-census.js';
import { openForks } from '#src/lenses/fork/remote-forks.js';
import { type Machine, readLibrary } from '#src/native/read-library.js';
import { shareLibrary } from '#src/native/share-library.js';
import { Session } from '#src/session/session.js';
import { type TargetOptions, withTarget } from '../helpers/target.js';
import { childOptions, inFork } from './open-forks.js';

const options = { skip: process.platform !== 'linux' };
const GB = 2 ** 30;

const facts = {
  platform: 'linux',
  arch: 'x64',
  versions: { node: '22.1.0' },
  options: [] as string[],
  forbidsAddons: false,
  kernel: '6.1.0 #1 SMP',
  v8Threads: 5,
  isMainThread: true,
};

test('where no child can be forked, one line says why', () => {
  assert.equal(findRefusal(facts), null);
  for (const [change, why] of [
    [{ platform: 'darwin' }, /macOS/],
    [{ platform: 'win32' }, /Windows has no fork/],
    [{ platform: 'freebsd' }, /never tried on freebsd/],
    [{ arch: 'ia32' }, /no native library for ia32/],
    [{ versions: { node: '19.9.0' } }, /never tried on Node 19\.9\.0/],
    [{ versions: { node: '22.1.0', electron: '30.0.0' } }, /Electron/],
    [{ versions: { node: '22.1.0', bun: '1.0.0' } }, /Bun/],
    [{ versions: { node: '22.1.0', deno: '2.0.0' } }, /Deno/],
    [{ forbidsAddons: true }, /--permission/],
    [{ options: ['--no-addons'] }, /--no-addons/],
    [{ kernel: '4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016' }, /gVisor/],
    [{ kernel: '4.19.0-gvisor #1 SMP' }, /gVisor/],
    [{ isMainThread: false }, /worker thread/],
  ] as const) {
    assert.match(findRefusal({ ...facts, ...change }) ?? '', why);
  }
});

test('where the library cannot be loaded, one line says why', () => {
  const failed = (message: string, code: string | null = null): string =>
    explainLoadFailure({ code, places: [{ path: '/tmp', message }] });
  assert.match(failed('Cannot load native addon', 'ERR_DLOPEN_DISABLED'), /forbids native add-ons/);
  assert.match(failed('/tmp/x.node: failed to map segment from shared object'), /no folder where .* written and run/);
  assert.match(failed('Error relocating /tmp/x.node: napi_create_int32: symbol not found'), /built in another way/);
  assert.match(explainLoadFailure({ code: null, places: [] }), /no folder/);
});

function limits(change: Partial<MemoryLimits>): MemoryLimits {
  return {
    rssBytes: 1.5 * GB,
    heapBytes: GB,
    machine: { availableBytes: 32 * GB, swapBytes: 0 },
    cgroups: [],
    ...change,
  };
}

const cgroup = {
  path: '/sys/fs/cgroup',
  limitBytes: 8 * GB,
  usedBytes: 2 * GB,
  reclaimableBytes: 0,
  swapBytes: null,
  killsAll: false,
};

test('a child that does not fit into machine or container is refused beforehand', () => {
  const child = { expectedBytes: 3 * GB, mostBytes: 6 * GB };
  assert.equal(copyOnWriteBytes(limits({})), Math.round(1.05 * GB));
  assert.equal(findMemoryRefusal(limits({}), child), null);
  assert.equal(findMemoryRefusal(limits({ cgroups: [cgroup] }), child), null);
  const few = { availableBytes: 4 * GB, swapBytes: 64 * GB };
  assert.match(findMemoryRefusal(limits({ machine: few }), child) ?? '', /the machine has 4096 MB left/);
  const small = { ...cgroup, usedBytes: 5 * GB };
  assert.match(findMemoryRefusal(limits({ cgroups: [cgroup, small] }), child) ?? '', /the container has 3072 MB left/);
  assert.equal(findMemoryRefusal(limits({ cgroups: [{ ...small, reclaimableBytes: 2 * GB }] }), child), null);
  // The estimate fits, what the child may take at most does not: harmless, unless the kernel would kill all.
  assert.match(
    findMemoryRefusal(limits({ cgroups: [{ ...cgroup, killsAll: true }] }), child) ?? '',
    /killed as a whole \(memory\.oom\.group\)/,
  );
  assert.equal(findMemoryRefusal(limits({ cgroups: [{ ...cgroup, limitBytes: null, killsAll: true }] }), child), null);
});

test('how a child ended is told, and whether another one may do better', () => {
  const end = (exitCode: number | null, signal: number | null, status = '') =>
    explainEnd({ exitCode, signal, cpuMs: 0, maxRssBytes: 0, file: null }, status);
  assert.equal(end(0, null, 'L 1\n'), null);
  const waited = end(77, null, '\nX waits for a thread (cond_wait)\n');
  assert.deepEqual([waited?.cause, waited?.mayRetry], ['waits for a thread (cond_wait)', true]);
  assert.equal(end(77, null, '\nX no seccomp\n')?.mayRetry, false);
  const thrown = end(3, null, '\nE Error: no\n');
  assert.deepEqual([thrown?.cause, thrown?.mayRetry], ['no', false]);
  assert.match(end(null, 5, 'FATAL ERROR: JavaScript heap out of memory')?.cause ?? '', /more memory/);
  assert.match(end(null, 14)?.cause ?? '', /longer than is allowed/);
  assert.match(end(null, 14)?.advice ?? '', /--max-fork-time/);
  assert.match(end(null, 9)?.cause ?? '', /killed/);
  assert.match(end(null, null)?.cause ?? '', /somebody else/);
  const crashed = end(null, 11);
  assert.deepEqual([crashed?.cause, crashed?.mayRetry, crashed?.lacksMemory], ['it crashed (SIGSEGV)', true, true]);
});

async function loadIn(target: TargetOptions, base64: string, elsewhere: string | null): Promise<string> {
  let said = '';
  await withTarget(inFork('orders.cjs'), target, async ({ url }) => {
    const session = await Session.connect(url);
    const forks = await openForks(session);
    const refusal = findRefusal(await forks.examine());
    const failure = refusal === null ? await forks.load(base64, elsewhere) : null;
    said = refusal ?? (failure ? explainLoadFailure(failure) : '');
    if (said === '') await forkedCensus(forks, childOptions({}));
    await session.close();
  });
  return said;
}

test('a target without add-ons is left alone', options, async () => {
  assert.match(await loadIn({ nodeOptions: ['--no-addons'] }, '', null), /--no-addons/);
});

test('a target that can write nowhere takes the library from a process of this machine', options, async () => {
  const library = readLibrary(process.arch as Machine);
  const shared = shareLibrary(library);
  try {
    assert.match(await loadIn({}, '', null), /no folder/);
    assert.equal(await loadIn({}, '', shared.path), '');
  } finally {
    shared.close();
  }
});

test('the limits of machine and container are what the kernel says', options, async () => {
  await withTarget(inFork('orders.cjs'), {}, async ({ url }) => {
    const session = await Session.connect(url);
    const forks = await openForks(session);
    const { rssBytes, heapBytes, machine, cgroups } = await forks.readMemoryLimits();
    assert.ok(rssBytes > heapBytes && heapBytes > 2 ** 20, `${rssBytes} ${heapBytes}`);
    assert.ok(machine.availableBytes > 2 ** 20);
    for (const { limitBytes, usedBytes } of cgroups) assert.ok(limitBytes === null || usedBytes <= limitBytes);
    const { v8Threads, isMainThread } = await forks.examine();
    assert.deepEqual([v8Threads, isMainThread], [5, true]);
    await session.close();
  });
});
