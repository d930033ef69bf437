import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { identityOf } from '#src/injected/snapshot/file-identity.js';
import { callNow } from '#src/session/call.js';
import { loadEntryNow } from '#src/session/entry.js';
import { withDirectory } from '../helpers/console-server.js';
import { withSession } from '../helpers/session.js';

const skip = process.platform !== 'linux' && 'there is no /proc';

test('a snapshot is written into the file that is meant, and no other', { skip }, () =>
  withDirectory((directory) =>
    withSession('service.cjs', async (session) => {
      const entry = await loadEntryNow(session, 'snapshot');
      const [path, other] = [join(directory, 'ours'), join(directory, 'another')];
      for (const file of [path, other]) writeFileSync(file, 'precious');
      const ours = identityOf(statSync(path, { bigint: true }));
      assert.equal(await callNow(session, entry, 'writeInto', other, ours), 'no-access');
      assert.equal(readFileSync(other, 'utf8'), 'precious');
      assert.equal(await callNow(session, entry, 'writeInto', path, ours), null);
      assert.ok(JSON.parse(readFileSync(path, 'utf8')).nodes.length > 0);
    }),
  ),
);

test('a snapshot that finds the disk full leaves no file open', { skip }, () =>
  withSession('service.cjs', async (session, { pid }) => {
    const entry = await loadEntryNow(session, 'snapshot');
    const full = identityOf(statSync('/dev/full', { bigint: true }));
    const error = await callNow(session, entry, 'writeInto', '/dev/full', full);
    assert.match(error ?? '', /ENOSPC|no space/i);
    const open = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    assert.ok(!open.includes('/dev/full'), open.join(' '));
  }),
);
