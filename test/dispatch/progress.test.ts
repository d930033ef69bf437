import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { diffCommand } from '#src/commands/diff.js';
import { createContext } from '#src/dispatch/create-context.js';
import { invoke } from '#src/dispatch/invoke.js';
import { REGISTRY } from '#src/registry.js';
import { openSnapshotFiles } from '#src/snapshot/files.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

test('the progress of reading a file is taken away, whether it can be read or not', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  t.after(() => rm(directory, { recursive: true }));
  const [base, whole, broken] = ['base', 'whole', 'broken'].map((name) => join(directory, `${name}.heapsnapshot`));
  for (const file of [base, whole]) await writeFile(file, new SnapshotBuilder().bytes());
  await writeFile(broken, '{"snapshot":');
  const phases: string[] = [];
  const context = createContext({
    target: { kind: 'files', files: await openSnapshotFiles([base], () => {}) },
    lenses: REGISTRY.lenses,
    force: false,
    fork: false,
    wantedLens: null,
    endsSession: true,
    valueWidth: 80,
    signal: new AbortController().signal,
    progress: (phase: string) => void phases.push(phase),
    notice() {},
    choose: null,
    follow: null,
    untilEnough: (work) => work(new AbortController().signal),
  });
  for (const file of [whole, broken]) {
    await Promise.allSettled([invoke(diffCommand, context, { args: [file] }).next()]);
    assert.notEqual(phases[0], '');
    assert.equal(phases.at(-1), '');
    phases.length = 0;
  }
});
