import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPicked } from '#src/cli/find-picked.js';
import type { NodeProcess } from '#src/target/node-process.js';
import { viewProcesses } from '#src/view/processes.js';
import { renderBlocks } from '#src/view/text/render-blocks.js';
import { createStyle } from '#src/view/text/style.js';

function nodeProcess(process: Partial<NodeProcess>): NodeProcess {
  return {
    pid: 1,
    command: ['node', 'server.js'],
    version: 'v22.1.0',
    ageMs: 0,
    rssBytes: 60e6,
    cwd: '/home/ada/shop',
    ports: [],
    access: { how: 'signal', target: 'pid:1' },
    ...process,
  };
}

const shop = nodeProcess({ pid: 4000, ports: [8080], access: { how: 'open', target: '127.0.0.1:9229' } });
const mail = nodeProcess({ pid: 9229, ports: [2525], cwd: '/srv/mail' });
const queue = nodeProcess({
  pid: 17,
  command: ['/usr/bin/node', '-r', 'tracer', '--inspect', '/srv/queue/main.mjs', '--all'],
  cwd: '/srv',
});
const reason = `process 18 ${'cannot be reached for a long reason '.repeat(3)}`;
const odd = nodeProcess({ pid: 18, access: { how: 'none', code: 'not-heard-of', reason, hint: null } });
const all = [shop, mail, queue, odd];

for (const [answer, pids] of [
  ['4000', [4000]],
  ['9229', [9229]],
  ['127.0.0.1:9229', [4000]],
  ['8080', [4000]],
  ['2525', [9229]],
  ['queue/main.mjs --all', [17]],
  ['queue', [17]],
  ['server.js', [4000, 9229, 18]],
  ['80', []],
  ['nothing', []],
] as const) {
  test(`${answer} means ${pids.join(', ') || 'none of them'}`, () => {
    assert.deepEqual(
      findPicked(all, answer).map(({ pid }) => pid),
      pids,
    );
  });
}

test('a process takes one row at 100 columns, with what tells it from others', () => {
  const shown = renderBlocks(viewProcesses(all, { home: '/home/ada' }), createStyle({ width: 100 })).split('\n');
  assert.equal(shown.length, 1 + all.length);
  for (const line of shown) assert.ok(line.length <= 100, line);
  assert.match(shown[1], /^4000 +22\.1\.0 .* at 9229 +8080 +server\.js in ~\/shop$/);
  assert.match(shown[2], /^9229 .* by SIGUSR1 +2525 +server\.js in \/srv\/mail$/);
  assert.match(shown[3], / queue\/main\.mjs --all in \/srv$/);
  assert.match(shown[4], / no: not heard of +server\.js in ~\/shop$/);
});
