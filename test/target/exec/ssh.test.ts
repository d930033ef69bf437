import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { laterSockets } from '#src/target/sockets.js';
import { lacksBrowser, withBrowser } from '../../helpers/browser.js';
import { expectCode, expectFailure, leakconsole, startLeakconsole } from '../../helpers/cli.js';
import { long } from '../../helpers/long.js';
import { noSshServer as skip, withSshServer } from '../../helpers/ssh-server.js';
import { withTarget } from '../../helpers/target.js';
import { until } from '../../helpers/until.js';

/** The clients of ssh, and the directories of their sockets, that consoles have made. */
function leftovers(): string[] {
  const clients = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes('BatchMode=yes'));
  const directories = readdirSync(tmpdir()).filter((name) => name.startsWith('leakconsole-ssh-'));
  return [...clients, ...directories];
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

test('a process of another machine is listed, and attached to by its pid and by a port', { skip }, () =>
  withTarget('service.cjs', { inspect: false }, ({ pid, output }) =>
    withSshServer([], async () => {
      const list = await leakconsole(['ps', 'ssh:far', '--json']);
      expectCode(list, 0);
      const seen = list.json()[0].result.processes.find((one: { pid: number }) => one.pid === pid);
      assert.deepEqual(seen.access, { how: 'signal', target: `ssh:far/pid:${pid}` });

      const byPid = await leakconsole(['eval', `ssh:far/pid:${pid}`, 'cache.size', '--json']);
      expectCode(byPid, 0);
      assert.equal(byPid.json()[0].result.text, '2');
      assert.equal(byPid.json()[0].target.pid, pid);
      await until(() => laterSockets(pid).length === 0);
      assert.match(output(), /Debugger ending/);

      await withTarget('service.cjs', {}, async ({ port }) => {
        const byPort = await leakconsole(['eval', `ssh:far/${port}`, 'cache.size', '--json']);
        expectCode(byPort, 0);
        assert.equal(byPort.json()[0].result.text, '2');
      });
      assert.deepEqual(leftovers(), []);
    }),
  ),
);

test(
  'a page of a browser of another machine is attached to, by what is forwarded or by the relay',
  {
    skip: skip || lacksBrowser || long.skip,
  },
  () =>
    withBrowser('<title>Shop</title><script>const orders = new Map([[1, 2]])</script>', async ({ port, open, ask }) => {
      const options = { none: ['AllowTcpForwarding=no', 'AllowStreamLocalForwarding=no'], all: [] };
      for (const forwarding of Object.values(options))
        await withSshServer(forwarding, async () => {
          const only = await leakconsole(['eval', `ssh:far/${port}`, 'orders.size', '--json']);
          expectCode(only, 0);
          assert.deepEqual([only.json()[0].target.title, only.json()[0].result.value], ['Shop', 1]);
          assert.match(only.json()[0].target.runtime, /Chrome \d/);
          assert.deepEqual(leftovers(), []);
        });
      await open('<title>Inbox</title><script>const mails = 3</script>');
      const place = 'exec:env --';
      expectFailure(await leakconsole(['eval', `${place} ${port}`, '1']), {
        what: /there are 2 pages at exec:env -- \d+/,
        hint: /exec:env -- \d+\/page:[0-9A-F]{8} \((Inbox|Shop)\)/,
      });
      const counted = await leakconsole([
        'count',
        `${place} ${port}/page:inbox`,
        'Map',
        '--json',
        '--max-pause',
        '60s',
      ]);
      expectCode(counted, 0);
      const { child, wrote, ended } = startLeakconsole(['attach', `${place} ${port}/page:inbox`]);
      child.stdin!.write('await new Promise(() => {})\n');
      await wrote(/waiting for the page/);
      const pages = (await (await ask('list')).json()) as { id: string; title: string }[];
      await ask(`close/${pages.find(({ title }) => title === 'Inbox')!.id}`);
      await wrote(/the target is gone/);
      expectCode(await ended, 1);
    }),
);

test('where a host forwards nothing, the relay is the way', { skip: skip || long.skip }, () =>
  withTarget('service.cjs', { inspect: false }, ({ pid }) =>
    withSshServer(['AllowTcpForwarding=no', 'AllowStreamLocalForwarding=no'], async () => {
      const result = await leakconsole(['eval', `ssh:far/pid:${pid}`, 'cache.size']);
      expectCode(result, 0);
      assert.equal(result.stdout, '2\n');
    }),
  ),
);

test('a worker of a process of another machine is looked at', { skip: skip || long.skip }, () =>
  withTarget('workers.cjs', { inspect: false, args: ['turning'] }, ({ pid }) =>
    withSshServer([], async () => {
      const result = await leakconsole(['count', `ssh:far/pid:${pid}/worker:turning`, 'Order', '--json']);
      expectCode(result, 0);
      assert.equal(result.json()[0].result.count, 50_000);
    }),
  ),
);

test('what ssh says is passed on', { skip }, async () => {
  expectFailure(await leakconsole(['ps', 'ssh:no-such-host.invalid']), {
    what: /ssh:no-such-host.invalid: nothing can be run there \(.*resolve hostname/,
    hint: /ssh -T -o BatchMode=yes no-such-host.invalid node --version/,
  });
});

test('no inspector, client, socket or directory is left after SIGKILL', { skip: skip || long.skip }, () =>
  withTarget('service.cjs', { inspect: false }, ({ pid }) =>
    withSshServer([], async () => {
      const { child, wrote, ended } = startLeakconsole([
        'attach',
        `ssh:far/pid:${pid}`,
        '-e',
        '.watch cache.size --every 100ms',
      ]);
      await wrote(/^\d\d:\d\d:\d\d/m);
      assert.notDeepEqual(leftovers(), []);
      child.kill('SIGKILL');
      await ended;
      await until(() => laterSockets(pid).length === 0 && leftovers().length === 0);
    }),
  ),
);
