import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeVitals } from '#src/analysis/judge-vitals.js';
import type { Vitals } from '#src/analysis/vitals.js';

const BASE: Vitals = {
  rssBytes: 100e6,
  oldGenerationBytes: 20e6,
  heapPagesBytes: 30e6,
  arrayBuffersBytes: 5e6,
  otherExternalBytes: 1e6,
  fileMappingsBytes: 40e6,
  nativeBytes: 24e6,
  snapshotsKeptBytes: 0,
  threads: 11,
  descriptors: { socket: 10, file: 2, pipe: 8, eventLoop: 4, other: 5 },
  timers: 3,
  sockets: 5,
  childProcesses: 0,
  nativeContexts: 2,
  globalHandlesBytes: 3000,
};

test('memory that comes with what is counted is explained by it', () => {
  const withSockets = vitals({ socket: 200, arrayBuffersBytes: 10e6, oldGenerationBytes: 3e6, rssBytes: 23e6 });
  assert.deepEqual(judge(withSockets), ['sockets']);
  const withMore = vitals({ socket: 200, arrayBuffersBytes: 40e6 });
  assert.deepEqual(judge(withMore), ['sockets', 'buffers']);
  assert.deepEqual(judge(vitals({ eventLoop: 2, threads: 2, pipe: 4, rssBytes: 90e6 })), ['workers']);
  assert.deepEqual(judge(vitals({ threads: 4 })), [], 'the pool of libuv');
});

test('external memory that is not in RAM does not count', () => {
  assert.deepEqual(judge(vitals({ otherExternalBytes: 10e6 })), []);
  assert.deepEqual(judge(vitals({ otherExternalBytes: 10e6, rssBytes: 10e6 })), ['external']);
});

test('native memory is what else has come into RAM', () => {
  assert.deepEqual(judge(vitals({ rssBytes: 30e6 })), ['native']);
  assert.deepEqual(judge(vitals({ rssBytes: 30e6, fileMappingsBytes: 28e6 })), []);
  assert.deepEqual(judge(vitals({ rssBytes: 30e6, snapshotsKeptBytes: 28e6 })), []);
  assert.deepEqual(judge(vitals({ rssBytes: 0, arrayBuffersBytes: -30e6 })), [], 'freed, and kept by malloc');
});

test('of several readings the rise must be steady', () => {
  const series = (...growths: number[]) =>
    judgeVitals(growths.map((growth) => vitals({ arrayBuffersBytes: growth }))).grows;
  assert.deepEqual(series(0, 10e6, 20e6, 30e6, 40e6), ['buffers']);
  assert.deepEqual(series(0, 40e6, 10e6, 50e6, 20e6), [], 'they come and go');
  assert.deepEqual(series(40e6, 30e6, 20e6, 10e6, 0), []);
});

test('two that grow are in one sentence', () => {
  const { grows, sentence } = judgeVitals([BASE, vitals({ oldGenerationBytes: 50e6, arrayBuffersBytes: 60e6 })]);
  assert.deepEqual(grows, ['heap', 'buffers']);
  assert.match(sentence, /^The JavaScript heap and the memory of Buffers and typed arrays grow\. /);
});

test('where little is told, nothing is named', () => {
  const { threads: _, descriptors: __, fileMappingsBytes: ___, ...rest } = BASE;
  const elsewhere: Vitals = { ...rest, threads: null, descriptors: null, fileMappingsBytes: null };
  assert.deepEqual(judgeVitals([elsewhere, elsewhere]).grows, []);
  assert.deepEqual(judgeVitals([elsewhere, { ...elsewhere, sockets: 105 }]).grows, ['sockets']);
});

function judge(now: Vitals): readonly string[] {
  return judgeVitals([BASE, now]).grows;
}

/** The base, with so much more of some. */
function vitals(more: Partial<Record<keyof Vitals | keyof NonNullable<Vitals['descriptors']>, number>>): Vitals {
  const add = <T extends object>(to: T): T =>
    Object.fromEntries(
      Object.entries(to).map(([name, value]) => {
        const growth = more[name as keyof typeof more] ?? 0;
        return [name, typeof value === 'number' ? value + growth : add(value as object)];
      }),
    ) as T;
  return add(BASE);
}
