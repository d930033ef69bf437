import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { identityOf } from '#src/injected/process/file-identity.js';
import { callNow } from '#src/session/call.js';
import { loadEntryNow } from '#src/session/entry.js';
import { withDirectory } from '../helpers/console-server.js';
import { withSession } from '../helpers/session.js';

const skip = process.platform !== 'linux' && 'there is no /proc';

test('a snapshot is written into the file that is meant, and no other', { skip }, () =>
  withDirectory((directory) =>
    withSession('service.cjs', async (session) => {
      const entry = await loadEntryNow(session, 'process');
      const [path, other] = [join(directory, 'ours'), join(directory, 'another')];
      for (const file of [path, other]) writeFileSync(file, 'precious');
      const ours = identityOf(statSync(path, { bigint: true }));
      assert.equal(await callNow(session, entry, 'writeSnapshotInto', other, ours), 'no-access');
      assert.equal(readFileSync(other, 'utf8'), 'precious');
      assert.equal(await callNow(session, entry, 'writeSnapshotInto', path, ours), null);
      assert.ok(JSON.parse(readFileSync(path, 'utf8')).nodes.length > 0);
    }),
  ),
);

test('a snapshot that finds the disk full leaves no file open', { skip }, () =>
  withSession('service.cjs', async (session, { pid }) => {
    const entry = await loadEntryNow(session, 'process');
    const full = identityOf(statSync('/dev/full', { bigint: true }));
    const error = await callNow(session, entry, 'writeSnapshotInto', '/dev/full', full);
    assert.match(error ?? '', /ENOSPC|no space/i);
    const open = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    assert.ok(!open.includes('/dev/full'), open.join(' '));
  }),
);

test('nothing of Node is loaded while Node loads a module', () =>
  withSession('service.cjs', async (session) => {
    const entry = await loadEntryNow(session, 'process');
    await session.send('Debugger.enable');
    await session.send('Debugger.setBreakpointByUrl', { url: 'node:v8', lineNumber: 0 });
    const paused = new Promise((resolve) => session.on('Debugger.paused', resolve));
    const loaded = session.send('Runtime.evaluate', {
      expression: "typeof require('v8').getHeapStatistics",
      includeCommandLineAPI: true,
    });
    await paused;
    assert.equal(await callNow(session, entry, 'threadState'), 'loading');
    assert.equal(await callNow(session, entry, 'readMemory'), null);
    assert.equal(await callNow(session, entry, 'readVitals', false), null);
    assert.equal(await callNow(session, entry, 'threadVitals'), null);
    await session.send('Debugger.resume');
    assert.equal((await loaded).result.value, 'function');
    assert.ok((await callNow(session, entry, 'readMemory'))!.rssBytes > 0);
  }));

test('the counters are read whatever the program has put where arrays have their iterator', { skip }, () =>
  withSession('service.cjs', async (session) => {
    const entry = await loadEntryNow(session, 'process');
    // What Node has not used yet it could not load afterwards.
    await callNow(session, entry, 'readVitals', true);
    await session.send('Runtime.evaluate', {
      expression: 'Array.prototype[Symbol.iterator] = () => { throw new Error("sprung"); }; 0',
    });
    const vitals = (await callNow(session, entry, 'readVitals', true))!;
    assert.ok(vitals.oldGenerationBytes > 0);
    assert.ok(vitals.descriptors!.socket > 0);
    assert.ok(vitals.resources.TCPServerWrap > 0);
  }),
);
