import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { diffCommand } from '#src/commands/diff.js';
import { openSnapshotFiles } from '#src/snapshot/files.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

test('the progress of reading a file is taken away, whether it can be read or not', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  t.after(() => rm(directory, { recursive: true }));
  const [base, whole, broken] = ['base', 'whole', 'broken'].map((name) => join(directory, `${name}.heapsnapshot`));
  for (const file of [base, whole]) await writeFile(file, new SnapshotBuilder().bytes());
  await writeFile(broken, '{"snapshot":');
  const phases: string[] = [];
  const context = {
    target: await openSnapshotFiles([base], () => {}),
    signal: new AbortController().signal,
    show: { colors: false, width: 80 },
    progress: (phase: string) => void phases.push(phase),
    notice() {},
    ask: null,
    inBackground: null,
    account() {},
  };
  for (const file of [whole, broken]) {
    await Promise.allSettled([diffCommand.run(context, { args: [file], n: 20 })]);
    assert.notEqual(phases[0], '');
    assert.equal(phases.at(-1), '');
    phases.length = 0;
  }
});
