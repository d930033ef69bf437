import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { UserError } from '#src/errors.js';
import { analyse, type HeapAnalysis } from '#src/heap/analyse.js';
import { loadSnapshot } from '#src/snapshot/files.js';
import { analyseInTwoThreads } from '#src/snapshot/two-threads.js';
import { parse } from '../helpers/snapshot-builder.js';

const folder = fileURLToPath(new URL('../../../test/heap/snapshots/', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'leakconsole-'));
const file = join(directory, 'copy.heapsnapshot');
after(() => rmSync(directory, { recursive: true }));

for (const name of readdirSync(folder).filter((name) => name.endsWith('.gz'))) {
  test(`two threads find what one finds: ${name}`, async () => {
    const bytes = gunzipSync(readFileSync(`${folder}${name}`));
    assert.deepEqual(plain(await inTwoThreads(bytes)), plain(analyse(parse(bytes))));
  });
}

test('a file that ends too early is an error in two threads, wherever it ends', async () => {
  const bytes = gunzipSync(readFileSync(`${folder}node-22.heapsnapshot.gz`));
  for (const section of ['"node_count"', '"nodes":[', '"edges":[', '"strings":[']) {
    await assert.rejects(inTwoThreads(bytes.subarray(0, bytes.indexOf(section) + 100)), section);
  }
});

test('what is wrong with a large file is said as of a small one', async () => {
  const bytes = gunzipSync(readFileSync(`${folder}node-22.heapsnapshot.gz`));
  writeFileSync(file, bytes);
  truncateSync(file, 300e6);
  await assert.rejects(
    loadSnapshot(file, () => {}),
    (error) =>
      error instanceof UserError &&
      error.message.includes(`something follows the end of the snapshot (at byte ${bytes.length})`),
  );
});

async function inTwoThreads(bytes: Uint8Array): Promise<HeapAnalysis> {
  writeFileSync(file, bytes);
  const handle = await open(file);
  try {
    return await analyseInTwoThreads(
      handle.fd,
      (from) => chunksOf(bytes.subarray(from)),
      () => {},
    );
  } finally {
    await handle.close();
  }
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 5000) yield bytes.subarray(at, at + 5000);
}

function plain({ graph: { strings, ...graph }, ...analysis }: HeapAnalysis): unknown {
  return { ...analysis, graph, strings: Array.from({ length: strings.count }, (_, index) => strings.get(index)) };
}
