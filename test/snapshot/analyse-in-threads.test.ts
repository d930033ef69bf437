import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { UserError } from '#src/errors.js';
import { analyse, type HeapAnalysis } from '#src/heap/analyse.js';
import { analyseInThreads } from '#src/snapshot/analyse-in-threads.js';
import { loadSnapshot } from '#src/snapshot/files.js';
import { long } from '../helpers/long.js';
import { parse, SnapshotBuilder } from '../helpers/snapshot-builder.js';

const folder = fileURLToPath(new URL('../../../test/heap/snapshots/', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'leakconsole-'));
const file = join(directory, 'copy.heapsnapshot');
after(() => rmSync(directory, { recursive: true }));

for (const name of readdirSync(folder).filter((name) => name.endsWith('.gz'))) {
  test(`any number of threads finds what one finds: ${name}`, async () => {
    const bytes = gunzipSync(readFileSync(`${folder}${name}`));
    const expected = plain(analyse(parse(bytes)));
    for (const threads of [1, 2, 3, 4])
      assert.deepEqual(plain(await inThreads(threads, bytes)), expected, `${threads}`);
  });
}

test('a file that ends too early is an error in threads, wherever it ends', async () => {
  const bytes = gunzipSync(readFileSync(`${folder}node-22.heapsnapshot.gz`));
  for (const section of ['"node_count"', '"nodes":[', '"edges":[', '"strings":[']) {
    await assert.rejects(inThreads(3, bytes.subarray(0, bytes.indexOf(section) + 100)), section);
  }
});

test('threads that read a part of the rows each find what one finds', async () => {
  const bytes = wideHeap();
  const expected = plain(analyse(parse(bytes)));
  for (const threads of [1, 2, 3, 4]) assert.deepEqual(plain(await inThreads(threads, bytes)), expected, `${threads}`);
});

test('a row that is written otherwise is read, whoever comes to it', async () => {
  const bytes = wideHeap();
  const place = bytes.lastIndexOf('\n,', bytes.indexOf('"trace_function_infos"') - 100_000);
  const spaced = Buffer.concat([bytes.subarray(0, place + 2), Buffer.from(' '), bytes.subarray(place + 2)]);
  assert.deepEqual(plain(await inThreads(3, spaced)), plain(analyse(parse(bytes))));
});

test('a wrong number of nodes or edges is an error in threads', long, async () => {
  const bytes = wideHeap();
  for (const key of ['node_count', 'edge_count']) {
    const [field, count] = new RegExp(`"${key}":(\\d+)`).exec(bytes.subarray(0, 1000).toString()) ?? [];
    for (const wrong of [Number(count) - 1, Number(count) + 1]) {
      const text = bytes.toString('latin1').replace(String(field), `"${key}":${wrong}`);
      await assert.rejects(inThreads(3, Buffer.from(text, 'latin1')), `${key} ${wrong}`);
    }
  }
});

test('the types and names of the rows that other threads read count as those of the first', long, async () => {
  const text = wideHeap().toString('latin1');
  for (const [lastRow, strange, tooLarge] of [
    [/\d+,\d+,(\d+)(\n?\],\n?"trace_function_infos")/, '9,1,$1$2', '2,77777777,$1$2'],
    [/\d+,\d+,(\d+,\d+,\d+,\d+,\d+)(\n?\],\n?"edges")/, '99,1,$1$2', '3,77777777,$1$2'],
  ] as const) {
    assert.match(text, lastRow);
    const strangeType = Buffer.from(text.replace(lastRow, strange));
    assert.deepEqual(plain(await inThreads(2, strangeType)), plain(analyse(parse(strangeType))));
    await assert.rejects(inThreads(2, Buffer.from(text.replace(lastRow, tooLarge))), /string 77777777 is used/);
  }
});

test('a section between the edges and what V8 writes behind them is not passed over', async () => {
  const heap = new SnapshotBuilder();
  for (let node = 1; node <= 1000; node++) heap.edge(0, heap.object('Found', { location: [node, 2, 3] }), node);
  const text = Buffer.from(heap.bytes({ newlines: false })).toString();
  const [infos] = /"trace_function_infos".*(?="locations")/.exec(text) ?? [''];
  const [locations] = /"locations".*(?="strings")/.exec(text) ?? [''];
  await inThreads(2, Buffer.from(text));
  await assert.rejects(inThreads(2, Buffer.from(text.replace(infos + locations, locations + infos))));
});

test('all bytes that are read count as such, whoever reads them', async () => {
  const bytes = wideHeap();
  for (const threads of [1, 3]) {
    let told = 0;
    await inThreads(threads, bytes, (count) => {
      told = count;
    });
    const share = told / bytes.length;
    assert.equal(share > 0.95 && share <= 1, true, `${share}`);
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

/** So large that it is read in many blocks. */
function wideHeap(): Buffer {
  const heap = new SnapshotBuilder();
  const count = 30_000;
  for (let node = 1; node <= count; node++) heap.node(`Node${node % 7}`, { selfSize: node % 50 });
  heap.edge(0, 1, 'first', 'shortcut');
  for (let node = 1; node <= count; node++) {
    for (let edge = 0; edge < 10; edge++) heap.edge(node, 1 + ((node * 31 + edge * edge * 977) % count), edge);
    heap.edge(node, 1 + (node % count), 'next');
  }
  return Buffer.from(heap.bytes());
}

/** The first thread waits for another one, if there is one, to read nodes before it does. */
async function inThreads(
  threads: number,
  bytes: Uint8Array,
  read: (bytes: number) => void = () => {},
): Promise<HeapAnalysis> {
  writeFileSync(file, bytes);
  const handle = await open(file);
  const head = Buffer.from(bytes).indexOf('"nodes":') + '"nodes":'.length;
  let told = 0;
  async function* bytesFrom(from: number): AsyncGenerator<Uint8Array> {
    for (let at = from; at < bytes.length; ) {
      const waits = threads > 1 && told <= head + at - from;
      const next = waits ? at + 1 : at + 5000;
      yield bytes.subarray(at, next);
      at = next;
      if (waits) await setTimeout(1);
    }
  }
  const hear = (bytes: number) => {
    told = bytes;
    read(bytes);
  };
  try {
    return await analyseInThreads(threads, { descriptor: handle.fd, bytesFrom }, hear, () => {});
  } finally {
    await handle.close();
  }
}

function plain({ graph: { strings, ...graph }, spare: _, ...analysis }: HeapAnalysis): unknown {
  return { ...analysis, graph, strings: Array.from({ length: strings.count }, (_, index) => strings.get(index)) };
}
