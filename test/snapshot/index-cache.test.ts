import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { keptRetainingPaths } from '#src/analysis/describe-classes.js';
import { diff } from '#src/analysis/diff.js';
import type { Heap } from '#src/analysis/heap.js';
import { findInstances } from '#src/analysis/instances.js';
import { retainingPaths } from '#src/analysis/retaining.js';
import type { HeapAnalysis } from '#src/heap/analyse.js';
import { loadSnapshot } from '#src/snapshot/files.js';
import { long } from '../helpers/long.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';
import { until } from '../helpers/until.js';

const fixtures = fileURLToPath(new URL('../../../test/heap/snapshots/', import.meta.url));

/** More than any machine needs. */

let directory = '';
let file = '';
let notices: string[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'leakconsole-'));
  file = join(directory, 'a.heapsnapshot');
  notices = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

for (const name of readdirSync(fixtures).filter((name) => name.endsWith('.gz'))) {
  test(`what is kept of a snapshot is all that was computed of it: ${name}`, async () => {
    writeFileSync(file, gunzipSync(readFileSync(`${fixtures}${name}`)));
    const first = await load();
    await until(() => indexes().length === 1);
    const [before, bytes] = [used(), readFileSync(file)];
    // Texts stand in the snapshot alone; all else is not asked of it again.
    const again = await load();
    assert.deepEqual(plain(again), plain(first));
    assert.deepEqual([used(), readFileSync(file), notices], [before, bytes, []]);
  });
}

test('what is a console’s is kept, too, and what the program’s heap is without it', async () => {
  const builder = new SnapshotBuilder();
  const handles = builder.node('(Global handles)', { type: 'synthetic' });
  const [realm, variables] = [builder.object('Realm', { selfSize: 500 }), builder.object('Object')];
  builder.edge(0, handles, 1).edge(0, builder.object('User'), 2);
  builder.edge(handles, realm, '7 / DevTools console', 'internal').edge(realm, variables, 'variables');
  writeFileSync(file, builder.bytes());
  const first = await loadHeap();
  await until(() => indexes().length === 1);
  const again = await loadHeap();
  assert.ok(again.program.consoleBytes >= 500);
  assert.deepEqual({ ...again.program }, { ...first.program });
  assert.deepEqual({ ...again.consoleObjects }, { ...first.consoleObjects });
  assert.deepEqual(again.scriptNames, first.scriptNames);
});

for (const name of readdirSync(fixtures).filter((name) => name.endsWith('.gz'))) {
  test(`what a comparison needs is kept as it is found: ${name}`, long, async () => {
    writeFileSync(file, gunzipSync(readFileSync(`${fixtures}${name}`)));
    const first = await loadHeap();
    await until(() => indexes().length === 1);
    const again = await loadHeap();
    const [kept, found] = [again, first].map(({ comparable: { plain, natives, sample } }) => {
      return { plain: { ...plain }, natives: { ...natives }, sample: { ...sample } };
    });
    assert.deepEqual(kept, found);
    assert.ok(kept.sample.ids.length > 1000);
    assert.deepEqual(diff(again, again, Infinity), diff(first, first, Infinity));
  });

  test(`how the objects of a class are held is kept as it is found: ${name}`, long, async () => {
    writeFileSync(file, gunzipSync(readFileSync(`${fixtures}${name}`)));
    const first = await loadHeap();
    await until(() => indexes().length === 1);
    const again = await loadHeap();
    let kept = 0;
    for (const type of first.program.classes) {
      const found = type.count > 0 ? keptRetainingPaths(again, type.name, 5) : null;
      if (found === null) continue;
      kept++;
      assert.deepEqual(found, retainingPaths(first, findInstances(first, type.name), 5));
      // More paths were not kept.
      if (found.more.paths > 0) assert.equal(keptRetainingPaths(again, type.name, 6), null);
      assert.equal(keptRetainingPaths(first, type.name, 5), null);
    }
    assert.ok(kept > 50, `${kept}`);
  });
}

test('sizes of a program without a console are those of the whole heap, and are read once', async () => {
  writeFileSync(file, gunzipSync(readFileSync(`${fixtures}node-22.heapsnapshot.gz`)));
  const first = await loadHeap();
  assert.equal(first.program.shallowSize, first.analysis.shallowSize);
  assert.equal(first.program.retainedSize, first.analysis.retainedSize);
  await until(() => indexes().length === 1);
  const { program, analysis } = await loadHeap();
  assert.equal(program.shallowSize, analysis.shallowSize);
  assert.equal(program.retainedSize, analysis.retainedSize);
});

test('a snapshot that has an index is not read', async () => {
  writeFileSync(file, snapshotOf('User'));
  await load();
  await until(() => indexes().length === 1);
  const phases: string[] = [];
  await loadSnapshot(file, (phase) => phases.push(phase), undefined, options());
  assert.deepEqual(phases, []);
});

test('only its owner may read an index', async () => {
  writeFileSync(file, snapshotOf('User'));
  await load();
  await until(() => indexes().length === 1);
  assert.equal(statSync(indexes()[0]).mode & 0o777, 0o600);
});

test('a file that another one has replaced is read, even one that is as long and older', async () => {
  writeFileSync(file, snapshotOf('User'));
  await load();
  await until(() => indexes().length === 1);
  writeFileSync(file, snapshotOf('Aser'));
  utimesSync(file, new Date('2020-01-01'), new Date('2020-01-01'));
  assert.equal(names(await load()).includes('Aser'), true);
  await until(() => indexes().length === 2);
});

test('a file that another one has replaced with the same date is read', async () => {
  writeFileSync(file, snapshotOf('User'));
  const date = new Date('2020-01-01');
  utimesSync(file, date, date);
  await load();
  await until(() => indexes().length === 1);
  writeFileSync(file, snapshotOf('Aser'));
  utimesSync(file, date, date);
  assert.equal(names(await load()).includes('Aser'), true);
  await until(() => indexes().length === 2);
});

test('an index that is truncated anywhere is of no use, which is said, and is written again', long, async () => {
  writeFileSync(file, snapshotOf('User'));
  const first = plain(await load());
  await until(() => indexes().length === 1);
  const { size } = statSync(indexes()[0]);
  for (const length of [0, 10, 100, size >> 1, size - 1]) {
    notices = [];
    truncateSync(indexes()[0], length);
    assert.deepEqual(plain(await load()), first);
    assert.match(
      notices.join(),
      /^the index of .*a\.heapsnapshot is of no use \(it (is truncated|ends too early)\), so/,
    );
    await until(() => statSync(indexes()[0]).size === size);
  }
});

test('an index in which a byte is wrong gives nothing that is wrong', long, async () => {
  writeFileSync(file, snapshotOf('User'));
  const first = plain(await load());
  await until(() => indexes().length === 1);
  const [path] = indexes();
  const whole = readFileSync(path);
  const { length } = whole;
  let told = 0;
  for (let at = 5; at < length; at += Math.floor(length / 60)) {
    notices = [];
    const damaged = Buffer.from(whole);
    damaged[at] ^= 0x11;
    writeFileSync(path, damaged);
    const before = used();
    const analysis = await load();
    // What shows at once is mended at once.
    if (notices.length > 0) await until(() => indexes().length === 1 && used()[0] !== before[0]);
    assert.deepEqual(plain(analysis), first, `byte ${at}`);
    told += notices.length;
  }
  // Not all bytes mean something.
  assert.equal(told > 10, true, `${told}`);
});

test('an index of another version is of no use', async () => {
  writeFileSync(file, snapshotOf('User'));
  await load();
  await until(() => indexes().length === 1);
  const index = readFileSync(indexes()[0]);
  index[16]++;
  writeFileSync(indexes()[0], index);
  const before = used();
  assert.equal(names(await load()).includes('User'), true);
  await until(() => indexes().length === 1 && used()[0] !== before[0]);
  assert.match(notices.join(), /another version of leakconsole wrote it/);
});

test('two processes that read a snapshot at once both keep one index, and leave nothing else', long, async () => {
  writeFileSync(file, snapshotOf('User'));
  const first = plain(await loadSnapshot(file, () => {}).then(({ analysis }) => analysis));
  await Promise.all([loadElsewhere(), loadElsewhere(), loadElsewhere()]);
  assert.equal(readdirSync(cacheDirectory()).length, 1);
  assert.deepEqual(plain(await load()), first);
  assert.deepEqual(notices, []);
});

test('a full disk costs the index alone', {
  skip: (process.platform === 'win32' && 'has no ulimit') || long.skip,
}, async () => {
  writeFileSync(file, snapshotOf('User'));
  // No file may grow beyond 4 KB.
  const { stdout } = await loadElsewhere('ulimit -f 8; exec "$0" "$@"');
  assert.match(stdout, /^User\n.*is not kept for the next time: EFBIG/s);
  assert.deepEqual(readdirSync(cacheDirectory()), []);
});

test('indexes that were not used for longest make room', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => join(directory, `${name}.heapsnapshot`));
  for (const path of [a, b, c]) writeFileSync(path, snapshotOf('User'));
  for (const [at, path] of [a, b].entries()) {
    await loadSnapshot(path, () => {}, undefined, options());
    await until(() => indexes().length === at + 1);
  }
  const { size } = statSync(indexes()[0]);
  for (const index of indexes()) utimesSync(index, new Date('2020-01-01'), new Date('2020-01-01'));
  await loadSnapshot(a, () => {}, undefined, options());
  const old = indexes().find((index) => statSync(index).mtime.getFullYear() === 2020) ?? '';
  await loadSnapshot(c, () => {}, undefined, { ...options(), maxBytes: 2.5 * size });
  await until(() => indexes().length === 2 && !indexes().includes(old));
  assert.deepEqual(notices, []);
});

test('nothing is kept where there is no room, of small files, and of compressed ones', async () => {
  writeFileSync(file, snapshotOf('User'));
  await load({ maxBytes: 0 });
  await load({ maxBytes: 1000 });
  await load({ minSnapshotBytes: 50e6 });
  writeFileSync(file, gzipSync(snapshotOf('User')));
  await load();
  await setTimeout(0);
  assert.throws(() => readdirSync(cacheDirectory()), { code: 'ENOENT' });
});

function snapshotOf(className: string): Uint8Array {
  const heap = new SnapshotBuilder();
  const global = heap.object('global');
  heap.edge(0, global, 'global', 'shortcut');
  for (let index = 0; index < 3000; index++) {
    const user = heap.object(className, { location: [7, index % 10, 3] });
    heap.edge(global, user, index).edge(user, heap.node(`text "${index}"`, { type: 'string', selfSize: 20 }), 'name');
  }
  return heap.bytes();
}

function cacheDirectory(): string {
  return join(directory, 'cache');
}

function options() {
  const own = notices;
  const notice = (text: string) => own.push(text);
  return { cacheDirectory: cacheDirectory(), maxBytes: 1e9, minSnapshotBytes: 0, notice };
}

async function load(more: { maxBytes?: number; minSnapshotBytes?: number } = {}): Promise<HeapAnalysis> {
  return (await loadHeap(more)).analysis;
}

async function loadHeap(more: { maxBytes?: number; minSnapshotBytes?: number } = {}): Promise<Heap> {
  return await loadSnapshot(file, () => {}, undefined, { ...options(), ...more });
}

/** Opens the file in another process, which ends when its index is written; it tells a class and its notices. */
function loadElsewhere(shell = 'exec "$0" "$@"') {
  const program = `
    const { loadSnapshot } = await import(${JSON.stringify(import.meta.resolve('#src/snapshot/files.js'))});
    const options = { ...${JSON.stringify(options())}, notice: (text) => console.log(text) };
    const { analysis } = await loadSnapshot(${JSON.stringify(file)}, () => {}, undefined, options);
    console.log(analysis.classes.find(({ name }) => name === 'User').name);`;
  const args = ['-c', shell, process.execPath, '--input-type=module', '--eval', program];
  return promisify(execFile)('/bin/sh', args);
}

function indexes(): string[] {
  try {
    return readdirSync(cacheDirectory())
      .filter((name) => name.endsWith('.index'))
      .map((name) => join(cacheDirectory(), name));
  } catch {
    return [];
  }
}

/** Each index with its inode: another one has another. */
function used(): string[] {
  return indexes().map((index) => `${index} ${statSync(index).ino}`);
}

function names({ classes }: HeapAnalysis): string[] {
  return classes.map(({ name }) => name);
}

/** All that is in an analysis, as values. */
function plain({ graph, retention, retainers, spare: _, ...analysis }: HeapAnalysis) {
  const { strings, locations, ...rows } = graph;
  return {
    ...analysis,
    retention: { ...retention, ephemerons: { ...retention.ephemerons } },
    retainers: { ...retainers },
    rows,
    locations: { ...locations },
    strings: Array.from({ length: strings.count }, (_, index) => strings.get(index)),
  };
}
