import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { listProcesses } from '#src/target/processes.js';
import { startTarget } from '../helpers/target.js';

const bin = fileURLToPath(new URL('../../../bin/leakconsole.js', import.meta.url));
const skip = process.platform !== 'linux' && 'looks into /proc';

test('the Node processes of this machine, and how each can be reached', { skip }, async (t) => {
  const targets = await Promise.all([
    startTarget('self-report.cjs'),
    startTarget('service.mjs', { inspect: false }),
    startTarget('no-sigusr1.cjs', { inspect: false }),
  ]);
  t.after(() => Promise.all(targets.map((target) => target.stop())));
  const [open, closed, deaf] = targets;
  const version = JSON.parse(await (await fetch(`http://127.0.0.1:${open.port}/json/version`)).text()).Browser;

  const found = await listProcesses();
  const [seenOpen, seenClosed, seenDeaf] = targets.map(({ pid }) => found.find((one) => one.pid === pid)!);
  assert.deepEqual(seenOpen.access, { how: 'open', target: `127.0.0.1:${open.port}` });
  assert.deepEqual(seenClosed.access, { how: 'signal', target: `pid:${closed.pid}` });
  assert.equal(seenDeaf.access.how === 'none' && seenDeaf.access.code, 'no-sigusr1');
  for (const seen of [seenOpen, seenClosed, seenDeaf]) assert.equal(`node.js/${seen.version}`, version);
  assert.deepEqual(seenOpen.ports, [open.servicePort], 'without the inspector’s');
  assert.equal(seenOpen.cwd, process.cwd());
  assert.match(seenClosed.command.at(-1)!, /service\.mjs$/);
  assert.ok(seenOpen.ageMs < 60_000 && seenOpen.rssBytes > 10e6, JSON.stringify(seenOpen));
  assert.equal(
    found.find(({ pid }) => pid === process.pid),
    undefined,
  );
  assert.doesNotMatch(closed.output(), /Debugger/, 'it was signalled');

  const { stdout } = await promisify(execFile)(process.execPath, [bin, 'ps']);
  assert.match(stdout, new RegExp(`^ *${open.pid} .* at ${open.port} `, 'm'));
  assert.match(stdout, new RegExp(`^ *${closed.pid} .* by SIGUSR1 `, 'm'));
  assert.match(stdout, new RegExp(`^ *${deaf.pid} .* no: would end it `, 'm'));
});
