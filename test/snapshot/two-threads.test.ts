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
import { loadSnapshot } from '#src/snapshot/files.js';
import { blockBytes } from '#src/snapshot/meeting.js';
import { analyseInTwoThreads } from '#src/snapshot/two-threads.js';
import { long } from '../helpers/long.js';
import { parse, SnapshotBuilder } from '../helpers/snapshot-builder.js';

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

test('two threads that meet amid the edges find what one finds', async () => {
  const bytes = wideHeap();
  assert.deepEqual(plain(await inTwoThreads(bytes, true)), plain(analyse(parse(bytes))));
});

test('a row that is written otherwise is read, whoever comes to it', async () => {
  const bytes = wideHeap();
  const place = bytes.lastIndexOf('\n,', bytes.indexOf('"trace_function_infos"') - 100_000);
  const spaced = Buffer.concat([bytes.subarray(0, place + 2), Buffer.from(' '), bytes.subarray(place + 2)]);
  assert.deepEqual(plain(await inTwoThreads(spaced, true)), plain(analyse(parse(bytes))));
});

test('a wrong number of edges is an error in two threads', long, async () => {
  const bytes = wideHeap();
  const count = Number(/"edge_count":(\d+)/.exec(bytes.subarray(0, 1000).toString())?.[1]);
  assert.equal(count > 200_000, true);
  for (const wrong of [count - 1, count + 1]) {
    const text = bytes.toString('latin1').replace(`"edge_count":${count}`, `"edge_count":${wrong}`);
    await assert.rejects(inTwoThreads(Buffer.from(text, 'latin1'), true), String(wrong));
  }
});

test('the types and names of the edges that the second thread reads count as those of the first', long, async () => {
  const text = wideHeap().toString('latin1');
  const lastRow = /\d+,\d+,(\d+)(\n?\],\n?"trace_function_infos")/;
  assert.match(text, lastRow);
  const strangeType = Buffer.from(text.replace(lastRow, '9,1,$1$2'), 'latin1');
  assert.deepEqual(plain(await inTwoThreads(strangeType, true)), plain(analyse(parse(strangeType))));
  const strangeName = Buffer.from(text.replace(lastRow, '2,77777777,$1$2'), 'latin1');
  await assert.rejects(inTwoThreads(strangeName, true), /string 77777777 is used/);
});

test('what stands between the edges of two threads that meet is an error', long, async () => {
  const bytes = wideHeap();
  const place = bytes.lastIndexOf('\n,', bytes.indexOf('"trace_function_infos"') - 3 * blockBytes);
  for (const between of [',5,', ',5,6,', ',5 ', ' ', ']']) {
    const damaged = Buffer.concat([bytes.subarray(0, place + 1), Buffer.from(between), bytes.subarray(place + 2)]);
    await assert.rejects(inTwoThreads(damaged, true), `"${between}"`);
  }
});

test('a section between the edges and what V8 writes behind them is not passed over', async () => {
  const heap = new SnapshotBuilder();
  for (let node = 1; node <= 1000; node++) heap.edge(0, heap.object('Found', { location: [node, 2, 3] }), node);
  const text = Buffer.from(heap.bytes({ newlines: false })).toString();
  const [infos] = /"trace_function_infos".*(?="locations")/.exec(text) ?? [''];
  const [locations] = /"locations".*(?="strings")/.exec(text) ?? [''];
  await inTwoThreads(Buffer.from(text));
  await assert.rejects(inTwoThreads(Buffer.from(text.replace(infos + locations, locations + infos))));
});

test('bytes that are read count as such on both sides, however long the rows are', long, async () => {
  const bytes = wideHeap((node, edge) => (node < 15_000 ? 999_999_990 + edge : edge));
  let told = 0;
  await inTwoThreads(bytes, true, (count) => {
    told = count;
  });
  const share = told / bytes.length;
  assert.equal(share > 0.95 && share < 1.03, true, `${share}`);
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

/** So many edges that both threads read some. */
function wideHeap(indexOf = (_node: number, edge: number) => edge): Buffer {
  const heap = new SnapshotBuilder();
  const count = 30_000;
  for (let node = 1; node <= count; node++) heap.node(`Node${node % 7}`, { selfSize: node % 50 });
  heap.edge(0, 1, 'first', 'shortcut');
  for (let node = 1; node <= count; node++) {
    for (let edge = 0; edge < 10; edge++) {
      heap.edge(node, 1 + ((node * 31 + edge * edge * 977) % count), indexOf(node, edge));
    }
    heap.edge(node, 1 + (node % count), 'next');
  }
  return Buffer.from(heap.bytes());
}

/** Where both must read edges, the first thread waits until the second has read some. */
async function inTwoThreads(
  bytes: Uint8Array,
  bothRead = false,
  read: (bytes: number) => void = () => {},
): Promise<HeapAnalysis> {
  writeFileSync(file, bytes);
  const handle = await open(file);
  let own = 0;
  let behind = 0;
  let waits = false;
  async function* bytesFrom(from: number): AsyncGenerator<Uint8Array> {
    for (let at = from; at < bytes.length; ) {
      const next = waits && behind === 0 ? at + 1 : at + 5000;
      // What is read up to the end of the header does not count.
      if (from > 0) own += Math.min(next, bytes.length) - at;
      yield bytes.subarray(at, next);
      at = next;
      if (waits && behind === 0) await setTimeout(1);
    }
  }
  try {
    const analysis = await analyseInTwoThreads(
      {
        descriptor: handle.fd,
        bytesFrom(from) {
          waits = bothRead && from > 0;
          return bytesFrom(from);
        },
      },
      (told) => {
        behind = told - own;
        read(told);
      },
      () => {},
    );
    if (bothRead) assert.equal(behind > 0, true, 'the second thread has read nothing');
    return analysis;
  } finally {
    await handle.close();
  }
}

function plain({ graph: { strings, ...graph }, spare: _, ...analysis }: HeapAnalysis): unknown {
  return { ...analysis, graph, strings: Array.from({ length: strings.count }, (_, index) => strings.get(index)) };
}
