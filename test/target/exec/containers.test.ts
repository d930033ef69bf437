import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { laterSockets } from '#src/target/sockets.js';
import { expectCode, expectFailure, leakconsole, startLeakconsole } from '../../helpers/cli.js';
import { long } from '../../helpers/long.js';
import { noNamespaces as skip, withCommands, withContained } from '../../helpers/namespace.js';
import { withTarget } from '../../helpers/target.js';
import { until } from '../../helpers/until.js';

/**
 * Stand-ins for the tools that run commands in containers: the first word after their options is a pid of this machine.
 */
const enter = (pid: number) => `exec nsenter --target ${pid} --net --pid --mount -- "$@"`;
const docker = (pid: number) => `[ "$1 $2 $3 $4" = "exec -i -e NODE_OPTIONS=" ] || exit 64
shift 4; [ "$1" = app ] || { echo "Error response from daemon: No such container: $1" >&2; exit 1; }
shift; ${enter(pid)}`;
const kubectl = (pid: number) => `[ "$1 $2 $3 $4 $5 $6 $7 $8" = "exec -i -n shop pod-1 -c app --" ] || exit 64
shift 8; ${enter(pid)}`;

/** Whether the inspector of a process in another network has a socket that listens. */
const isOpen = (pid: number) => laterSockets(pid).length > 0;

/** The relays of ours that run on this machine. */
function relays(): number {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes('process.stdin.on("data"'))
    .length;
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

test(
  'a process in a container is attached to, by each of the names for it, and its inspector closed again',
  { skip },
  () =>
    withContained('service.cjs', ({ pid }) =>
      withCommands({ docker: docker(pid), podman: docker(pid), kubectl: kubectl(pid) }, async () => {
        for (const target of [
          'docker:app',
          'docker:app/pid:1',
          'podman:app',
          'kubectl:shop/pod-1/app',
          `exec:nsenter -t ${pid} -n -p -m -- -- pid:1`,
          `nsenter:${pid}`,
          // Root enters the network of a process by itself.
          `pid:${pid}`,
        ]) {
          const result = await leakconsole(['eval', target, 'process.pid', '--json']);
          expectCode(result, 0);
          assert.equal(result.json()[0].result.text, '1', target);
          await until(() => !isOpen(pid));
        }
        await until(() => relays() === 0);
      }),
    ),
);

test('ps lists what runs in a container, with targets that lead there', { skip: skip || long.skip }, () =>
  withContained('service.cjs', ({ pid }) =>
    withCommands({ docker: docker(pid) }, async () => {
      const there = await leakconsole(['ps', 'docker:app', '--json']);
      expectCode(there, 0);
      const [{ pid: inner, access, command }] = there.json()[0].result.processes;
      assert.deepEqual({ inner, access }, { inner: 1, access: { how: 'signal', target: 'docker:app/pid:1' } });
      assert.match(command.at(-1), /service\.cjs$/);
      const here = await leakconsole(['ps', '--json']);
      const seen = here.json()[0].result.processes.find((one: { pid: number }) => one.pid === pid);
      assert.deepEqual(seen.access, { how: 'signal', target: `pid:${pid}` });
    }),
  ),
);

test('a snapshot that the target writes on its own disk is copied from there', {
  skip: skip || long.skip,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  const copy = join(directory, 'copy.heapsnapshot');
  await withContained('service.cjs', ({ pid }) =>
    withCommands({ docker: docker(pid) }, async () => {
      const there = join(directory, 'there.heapsnapshot');
      const result = await leakconsole(['snapshot', 'docker:app', copy, '--on-target', there, '--force', '--json']);
      expectCode(result, 0);
      assert.equal(result.json()[0].result.copiedTo, copy);
      assert.equal(statSync(copy).size, result.json()[0].result.bytes);
      assert.equal(statSync(copy).mode & 0o777, 0o600);
      expectFailure(await leakconsole(['snapshot', 'docker:app', copy, '--on-target', `${there}2`, '--force']), {
        what: /copy\.heapsnapshot/,
        hint: /name/,
      });
    }),
  );
  await rm(directory, { recursive: true });
});

test('what is in the way in a container is told as here, with where it is', { skip: skip || long.skip }, () =>
  withContained('no-sigusr1.cjs', ({ pid }) =>
    withCommands({ docker: docker(pid) }, async () => {
      expectFailure(await leakconsole(['eval', 'docker:app', '1']), {
        what: /docker:app: process 1 does not catch SIGUSR1/,
        hint: /nothing was sent/,
      });
      expectFailure(await leakconsole(['eval', 'docker:app/pid:99', '1']), {
        what: /docker:app: there is no process 99/,
        hint: /ps docker:app/,
      });
      expectFailure(await leakconsole(['eval', 'docker:other', '1']), {
        what: /docker:other: nothing can be run there \(Error response from daemon: No such container: other\)/,
        hint: /docker exec -i -e NODE_OPTIONS= other node --version/,
      });
    }),
  ),
);

test('a command that is none of those that run others', long, async () => {
  expectFailure(await leakconsole(['ps', 'exec:true']), { what: /exec:true: nothing can be run/, hint: /try it/ });
  expectFailure(await leakconsole(['ps', 'exec:echo hello']), {
    what: /“hello.* is not an answer of the relay/,
    hint: /standard output/,
  });
  expectFailure(await leakconsole(['ps', 'exec:echo {}']), {
    what: /“\{\}.* is not an answer of the relay/,
    hint: /standard output/,
  });
});

test(
  'a worker of a process at another place is looked at',
  {
    skip: (process.platform !== 'linux' && 'no /proc') || long.skip,
  },
  () =>
    withTarget('workers.cjs', { inspect: false, args: ['turning', 'parked'] }, async ({ pid }) => {
      const place = `exec:env -- pid:${pid}`;
      for (const name of ['turning', 'parked']) {
        const result = await leakconsole(['count', `${place}/worker:${name}`, 'Order', '--json']);
        expectCode(result, 0);
        const [{ target, result: counted }] = result.json();
        assert.deepEqual([target.pid, counted.count], [pid, name === 'turning' ? 50_000 : 1000]);
        assert.match(target.isolate, /^worker:\d+$/);
      }
      const lines = ['.use worker turning', 'require("worker_threads").isMainThread', '.use main', '.workers'];
      const inConsole = await leakconsole(['attach', place, '--json', ...lines.flatMap((line) => ['-e', line])]);
      expectCode(inConsole, 0);
      const [, isMainThread, , listed] = inConsole.json();
      assert.equal(isMainThread.result.value, false);
      assert.equal(listed.result.workers.length, 3);
    }),
);

test('all that a command has started ends with it', {
  skip: (process.platform !== 'linux' && 'no /proc') || long.skip,
}, async () => {
  const command = `exec:sh -c 'sleep 86401 & exec "$@"' sh`;
  expectCode(await leakconsole(['ps', command]), 0);
  const sleeping = () => readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && commandOf(pid) === 'sleep\x0086401\0');
  assert.equal(sleeping(), false);
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`nothing stays open in a container after ${signal}`, { skip: skip || long.skip }, () =>
    withContained('service.cjs', ({ pid }) =>
      withCommands({ docker: docker(pid) }, async () => {
        const { child, wrote, ended } = startLeakconsole([
          'attach',
          'docker:app',
          '-e',
          '.watch process.pid --every 100ms',
        ]);
        await wrote(/^\d\d:\d\d:\d\d/m);
        assert.ok(isOpen(pid));
        child.kill(signal);
        await ended;
        await until(() => !isOpen(pid) && relays() === 0);
      }),
    ),
  );
}

test('an inspector that opens when its console is gone is closed by the relay', { skip: skip || long.skip }, () =>
  withContained('stands-still.cjs', async ({ pid, wrote, goOn }) => {
    const {
      child,
      wrote: wroteHere,
      ended,
    } = startLeakconsole(['eval', `exec:nsenter -t ${pid} -n -p -m -- -- pid:1`, '1']);
    await wroteHere(/waiting for it/);
    child.kill('SIGKILL');
    await ended;
    goOn();
    await wrote(/Debugger listening/);
    await wrote(/Debugger ending/);
    await until(() => !isOpen(pid) && relays() === 0);
  }),
);

test('what goes to a far side fits into a first window of TCP, and into any command line', () => {
  const folder = new URL('../../../../dist/target/relay/', import.meta.url);
  const bytesOf = (name: string) => statSync(new URL(name, folder)).size;
  const most = { file: 700, port: 3200, list: 8600, process: 8600 };
  for (const [ask, bytes] of Object.entries(most)) assert.ok(bytesOf(`${ask}.linux.br`) < bytes, ask);
  for (const ask of Object.keys(most)) assert.ok(bytesOf(`${ask}.br`) < 14_600, ask);
});
