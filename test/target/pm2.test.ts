import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { attachToProcess as attach } from '#src/target/attach.js';
import { membersOf } from '#src/target/group-members.js';
import { laterSockets } from '#src/target/sockets.js';
import type { GroupName } from '#src/target/syntax.js';
import { forget, remember } from '../helpers/children.js';
import { long } from '../helpers/long.js';
import { leakconsoleHere } from '../helpers/main.js';
import { npmTool } from '../helpers/npm-tool.js';
import { fixture } from '../helpers/target.js';
import { until } from '../helpers/until.js';

const wait = { notice: () => {}, signal: new AbortController().signal };
const limits = { maxPauseMs: 60_000, maxRssBytes: null, force: false, allowsFork: false, maxForkMs: 120_000 };
const attachOptions = { ...limits, readOnly: false, timeoutMs: 60_000, sourceMaps: true };

const isLinux = process.platform === 'linux';
const pm2 = isLinux ? npmTool('pm2', 'pm2@7', 'pm2/bin/pm2') : null;
const skip = !isLinux ? 'groups are found in /proc' : pm2 === null && 'npm cannot install PM2';

test('the processes of a service that PM2 runs, as a cluster or by fork, are looked at together', {
  skip: skip || long.skip,
}, async () => {
  const home = mkdtempSync(join(tmpdir(), 'leakconsole-pm2-'));
  const script = fixture('pm2-service.cjs');
  const apps = [
    { name: 'orders', script, exec_mode: 'cluster', instances: 2 },
    { name: 'jobs', script, exec_mode: 'fork', instances: 1 },
  ];
  const settings = join(home, 'apps.json');
  writeFileSync(settings, JSON.stringify({ apps }));
  const env = { ...process.env, PM2_HOME: home };
  const daemon = spawn(process.execPath, [pm2!, 'start', settings, '--no-daemon'], { env, stdio: 'ignore' });
  remember(daemon);
  try {
    for (const { name, instances } of apps) {
      const wanted = { kind: 'pm2', name } as const;
      await until(() => membersSoFar(wanted).length === instances);
      const pids = membersOf(wanted);
      const lines = ['process.env.name', 'orders.size', '.collections'].flatMap((line) => ['-e', line]);
      const { json, stderr } = await leakconsoleHere(['attach', `pm2:${name}`, '--json', ...lines]);
      const [names, sizes, collections] = json();
      assert.equal(names.target.title, `pm2:${name}`, stderr);
      assert.deepEqual(names.target.processes, pids);
      assert.ok(names.result.processes.every(({ value }: { value: string }) => value === name));
      assert.equal(sizes.result.value, 1000 * instances);
      const [orders] = collections.result.collections;
      assert.match(orders.path, /orders$/);
      assert.equal(orders.entries, 1000 * instances);
      await until(() => pids.every((pid) => laterSockets(pid).length === 0));
      // What PM2 starts is a script of its own, which loads that of the service.
      const one = await attach({ kind: 'pid', pid: pids[0] }, attachOptions, wait);
      assert.equal(one.main.label, 'pm2-service.cjs');
      await one.detach();
    }
  } finally {
    const ended = once(daemon, 'exit');
    daemon.kill('SIGINT');
    await ended;
    forget(daemon);
    rmSync(home, { recursive: true, force: true });
  }
});

/** The processes that PM2 runs so far. */
function membersSoFar(name: GroupName): readonly number[] {
  try {
    return membersOf(name);
  } catch {
    return [];
  }
}
