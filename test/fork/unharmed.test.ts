import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ForkRequest } from '#src/injected/fork/forks.js';
import { forkedCensus } from '#src/lenses/fork/forked-census.js';
import { forkedSnapshot } from '#src/lenses/fork/forked-snapshot.js';
import type { RemoteForks } from '#src/lenses/fork/remote-forks.js';
import { Session } from '#src/session/session.js';
import { long } from '../helpers/long.js';
import { type TargetOptions, type TestTarget, withTarget } from '../helpers/target.js';
import { childOptions, countOf, inFork, loadForks } from './open-forks.js';

const options = { skip: process.platform !== 'linux' };
/** A snapshot of many objects. */
const LONG_WORK: ForkRequest = {
  ...({ task: 'snapshot', gzip: false, path: null, seconds: 120, memoryBytes: 0, leaseMs: 60_000 } as const),
  ...{ v8Threads: 0, waitMs: 0, bySplit: true, niceness: 0 },
};
const nothing = { write: () => {}, restart: () => {} };

async function withForks(
  targetOptions: TargetOptions,
  use: (parts: { session: Session; forks: RemoteForks; target: TestTarget }) => Promise<void>,
): Promise<void> {
  await withTarget(inFork('watchful.cjs'), targetOptions, async (target) => {
    const session = await Session.connect(target.url);
    try {
      await use({ session, forks: await loadForks(session), target });
    } finally {
      await session.close();
    }
  });
}

/** What a process has: its descriptors, threads and handlers. */
function stateOf(pid: number): Record<string, unknown> {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return {
    descriptors: readdirSync(`/proc/${pid}/fd`).map((fd) => `${fd} ${readlinkOf(`/proc/${pid}/fd/${fd}`)}`),
    threads: readdirSync(`/proc/${pid}/task`).length,
    caught: /SigCgt:\s+(\w+)/.exec(status)?.[1],
    blocked: /SigBlk:\s+(\w+)/.exec(status)?.[1],
  };
}

/** A mapping of a process: from where to where, its flags as the kernel has them. */
interface Mapping {
  readonly from: bigint;
  readonly to: bigint;
  flags: readonly string[];
}

function textOf({ from, to, flags }: Mapping): string {
  return `${from.toString(16)}-${to.toString(16)} ${flags.join(' ')}`;
}

function mappingsOf(pid: number): Mapping[] {
  const mappings: Mapping[] = [];
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
    const found = /^([0-9a-f]+)-([0-9a-f]+) /.exec(line);
    if (found) mappings.push({ from: BigInt(`0x${found[1]}`), to: BigInt(`0x${found[2]}`), flags: [] });
    else if (line.startsWith('VmFlags')) mappings.at(-1)!.flags = line.split(' ').slice(1);
  }
  return mappings;
}

function readlinkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function pipesOf(pid: number): string[] {
  return (stateOf(pid).descriptors as string[]).filter((each) => each.includes('pipe:'));
}

/** All children of a process, zombies included. */
function childrenOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((tid) =>
    readFileSync(`/proc/${pid}/task/${tid}/children`, 'latin1').trim().split(' ').filter(Boolean),
  );
}

async function eventually(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 60_000; !holds(); await delay(20))
    assert.ok(performance.now() < end, `${holds}`);
}

const jemalloc = '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2';
const WAYS: readonly (readonly [title: string, options: TargetOptions, needs?: string])[] = [
  ['an ordinary one', {}],
  ['one that writes snapshots at a signal', { nodeOptions: ['--heapsnapshot-signal=SIGUSR2'] }],
  ['one that reports fatal errors', { nodeOptions: ['--report-on-fatalerror', '--report-uncaught-exception'] }],
  ['one that uses io_uring', { env: { UV_USE_IO_URING: '1' } }],
  ['one with jemalloc', { env: { LD_PRELOAD: jemalloc } }, jemalloc],
  ['one with transparent huge pages', { env: { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' } }],
];

for (const [title, targetOptions, needs] of WAYS) {
  test(
    `nothing happens to a service whose children look at it: ${title}`,
    title === 'an ordinary one' ? options : { skip: options.skip || long.skip },
    async (t) => {
      if (needs !== undefined && !existsSync(needs)) return t.skip(`no ${needs} here`);
      await withForks(targetOptions, async ({ forks, target }) => {
        // The first look loads modules and compiles code.
        await forkedCensus(forks, childOptions({}));
        const before = stateOf(target.pid);
        const marked = mappingsOf(target.pid).filter(({ flags }) => flags.includes('dc'));
        for (let i = 0; i < 3; i++) {
          const { counted } = await forkedCensus(forks, childOptions({}));
          assert.equal(countOf(counted, 'Order'), 5000);
          await forkedSnapshot(forks, nothing, childOptions({ localPid: target.pid }));
        }
        assert.deepEqual(stateOf(target.pid), before);
        // What was marked and is still there, is marked. V8 also maps anew, without a mark, over what it has done with
        // (DecommitPages; Node 26 does for its table of functions): such a mapping has no "nr", as those have that it
        // marks.
        const isUnmarked = ({ flags }: Mapping) => flags.includes('nr') && !flags.includes('dc');
        const unmarked = mappingsOf(target.pid).filter(isUnmarked);
        for (const before of marked) {
          const now = unmarked.find(({ from, to }) => from < before.to && before.from < to);
          if (now !== undefined) assert.fail(`${textOf(before)} has become ${textOf(now)}`);
        }
        assert.deepEqual(childrenOf(target.pid), []);
        assert.equal(await target.get('/seen'), '{"SIGCHLD":0,"SIGTERM":0,"exit":0}');
        assert.equal(await target.get('/spawn'), '0 spoken 0');
        assert.doesNotMatch(target.output(), /the service ends|report|Fatal/i);
      });
    },
  );
}

test('a child that is no longer wanted ends at once, and leaves nothing', {
  skip: options.skip || long.skip,
}, async () => {
  await withForks({ env: { ORDERS: '200000' } }, async ({ forks, target }) => {
    const before = stateOf(target.pid).descriptors;
    const abort = new AbortController();
    const looking = forkedSnapshot(
      forks,
      nothing,
      childOptions({
        localPid: target.pid,
        signal: abort.signal,
        onProgress: ({ phase }) => phase !== 'forking' && abort.abort(new Error('enough')),
      }),
    );
    await assert.rejects(looking, /enough/);
    await eventually(() => childrenOf(target.pid).length === 0);
    await eventually(() => String(stateOf(target.pid).descriptors) === String(before));
    assert.equal(await target.get('/'), 'ok');
  });
});

test('a console that is gone takes its child with it', options, async () => {
  await withForks({ env: { ORDERS: '200000' } }, async ({ session, forks, target }) => {
    const before = pipesOf(target.pid);
    await forks.fork({ ...LONG_WORK, leaseMs: 100 });
    await session.close();
    await eventually(() => childrenOf(target.pid).length === 0);
    await eventually(() => String(pipesOf(target.pid)) === String(before));
  });
});

test('a target that is killed takes its child with it', options, async () => {
  await withForks({ env: { ORDERS: '200000' } }, async ({ forks, target }) => {
    const forked = await forks.fork({ ...LONG_WORK, leaseMs: 60_000 });
    assert.ok(typeof forked === 'object' && 'pid' in forked);
    assert.ok(existsSync(`/proc/${forked.pid}`));
    await target.stop();
    await eventually(() => !existsSync(`/proc/${forked.pid}`));
  });
});

test('a child that takes more memory or time than it may ends, and the answer says so', {
  ...options,
  skip: options.skip || long.skip,
}, async () => {
  await withForks({ env: { ORDERS: '200000' } }, async ({ forks, target }) => {
    await assert.rejects(
      forkedSnapshot(forks, nothing, childOptions({ localPid: target.pid, maxBytes: 2 ** 23 })),
      /more memory than it was given/,
    );
    await assert.rejects(
      forkedSnapshot(forks, nothing, childOptions({ localPid: target.pid, maxSeconds: 1 })),
      /it took longer than is allowed/,
    );
    assert.equal(await target.get('/'), 'ok');
    assert.deepEqual(childrenOf(target.pid), []);
  });
});

test('no finalizer of a native add-on acts in a child', { skip: options.skip || long.skip }, async (t) => {
  if (spawnSync('gcc', ['--version']).error) return t.skip('no gcc here');
  const folder = mkdtempSync(join(tmpdir(), 'leakconsole-trap-'));
  const connections: unknown[] = [];
  const server = createServer((socket) => {
    connections.push(socket.remotePort);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const [addon, file] = [join(folder, 'trap.node'), join(folder, 'precious')];
    execFileSync('gcc', ['-shared', '-fPIC', '-o', addon, inFork('trap-addon.c')]);
    writeFileSync(file, '');
    const { port } = server.address() as { port: number };
    const env = { ADDON: addon, TRAP_FILE: file, TRAP_PORT: String(port) };
    await withForks({ env }, async ({ forks, session }) => {
      // Old, so that no small collection of the program's own takes them.
      for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
      await session.send('Runtime.evaluate', { expression: 'void (globalThis.traps = null)' });
      await forkedCensus(forks, childOptions({}));
      await forkedSnapshot(forks, nothing, childOptions({}));
      // A collection of the program's own may have come first: then nothing can be told, and nothing is said.
      const { result } = await session.send('Runtime.evaluate', { expression: 'countSprung()' });
      if (result.value > 0) return t.skip("the program's own collection came first");
      assert.ok(existsSync(file));
      assert.deepEqual(connections, []);
      // They do act in the program itself.
      await session.send('HeapProfiler.collectGarbage');
      await eventually(() => !existsSync(file));
    });
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});
