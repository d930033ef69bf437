import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Vitals } from '#src/analysis/vitals.js';
import type { Look } from '#src/diagnosis/look.js';
import { describeMemory, judgeMemory, memoryFinding } from '#src/diagnosis/memory-finding.js';
import type { Suspect } from '#src/diagnosis/suspect.js';

const STILL: Vitals = {
  rssBytes: 100e6,
  oldGenerationBytes: 20e6,
  heapPagesBytes: 30e6,
  arrayBuffersBytes: 1e6,
  otherExternalBytes: 1e6,
  fileMappingsBytes: 40e6,
  nativeBytes: 20e6,
  snapshotsKeptBytes: 0,
  threads: 11,
  descriptors: { socket: 5, file: 5, pipe: 2, eventLoop: 4, other: 1 },
  timers: 3,
  sockets: 2,
  childProcesses: 0,
  nativeContexts: 2,
  globalHandlesBytes: 1e4,
};

function looksWith(change: (look: number) => Partial<Vitals>, count = 6): Look[] {
  return Array.from({ length: count }, (_, look) => ({
    at: new Date(look * 60_000).toISOString(),
    collections: null,
    types: null,
    liveBytes: null,
    vitals: { ...STILL, ...change(look) },
  }));
}

for (const [what, change, kind] of [
  [
    'files that are never closed',
    (n: number) => ({ descriptors: { ...STILL.descriptors!, file: 5 + 40 * n } }),
    'open handles',
  ],
  ['timers that are never cleared', (n: number) => ({ timers: 3 + 100 * n }), 'timer'],
  ['Buffers', (n: number) => ({ arrayBuffersBytes: 1e6 + 20e6 * n, rssBytes: 100e6 + 20e6 * n }), 'external memory'],
  ['native memory', (n: number) => ({ nativeBytes: 20e6 + 30e6 * n, rssBytes: 100e6 + 30e6 * n }), null],
  [
    'the heap',
    (n: number) => ({ oldGenerationBytes: 20e6 + 9e6 * n, heapPagesBytes: 30e6 + 9e6 * n, rssBytes: 100e6 + 9e6 * n }),
    null,
  ],
  [
    'sockets that come and go',
    (n: number) => ({ descriptors: { ...STILL.descriptors!, socket: [5, 30, 55, 50, 75, 99][n] } }),
    null,
  ],
  [
    'workers, until there are enough',
    (n: number) => ({ descriptors: { ...STILL.descriptors!, eventLoop: Math.min(10, 4 + 2 * n) } }),
    null,
  ],
  ['nothing', () => ({}), null],
] as const) {
  test(`what grows is ${what}: ${kind ?? 'no finding'}`, () => {
    const finding = memoryFinding(judgeMemory(looksWith(change))!);
    assert.equal(finding?.kind ?? null, kind);
    if (finding) assert.match(finding.sentence, / grows\.$/);
  });
}

test('three readings tell nothing', () => {
  assert.equal(judgeMemory(looksWith((n) => ({ timers: 100 * n }), 3)), null);
});

test('beside a finding only what it does not explain is told; native memory alone is no alarm', () => {
  const more = (bytes: number) => ({ nativeBytes: 20e6 + bytes, rssBytes: 100e6 + bytes });
  const native = judgeMemory(looksWith((n) => more(30e6 * n)))!;
  assert.match(describeMemory(native, [], null).join(), /^Native memory grows, as it does while a service warms up/);
  const both = judgeMemory(looksWith((n) => ({ ...more(30e6 * n), timers: 3 + 100 * n })))!;
  const finding = memoryFinding(both)!;
  assert.deepEqual(describeMemory(both, [finding], finding), []);
  const [said] = describeMemory(both, [{ ...finding, kind: 'collection' }], finding);
  assert.match(said, /^The number of timers grows\. They are set and never cleared/);
  assert.deepEqual(describeMemory(both, [{ ...finding, kind: 'collection' }, finding], null), [], 'told already');
  assert.deepEqual(describeMemory(native, [finding], null), []);
});

test('handles whose collection has an end are no finding', () => {
  const looks = looksWith((n) => ({ descriptors: { ...STILL.descriptors!, eventLoop: 4 + 2 * n } }));
  assert.equal(memoryFinding(judgeMemory(looks)!)?.kind, 'worker');
  const pool = { collection: { what: { holds: ['Worker'] } }, types: [] } as never as Suspect;
  assert.equal(memoryFinding(judgeMemory(looks, [pool])!), null);
});
