import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { largeCollections } from '#src/analysis/large-collections.js';
import { retainingPath } from '#src/analysis/retaining.js';
import { spareRoom } from '#src/analysis/spare-room.js';
import { describeHolder } from '#src/diagnosis/heap-holders.js';
import { heapRemarks } from '#src/diagnosis/heap-remarks.js';
import { loadSnapshot } from '#src/snapshot/files.js';
import { fixture, targetNode } from '../helpers/target.js';

const folder = mkdtempSync(join(tmpdir(), 'leakconsole-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'wasteful.heapsnapshot');
execFileSync(targetNode, [fixture('wasteful.cjs'), path]);
const heap = await loadSnapshot(path, () => {});
const remarks = heapRemarks(heap);

for (const [what, said] of [
  [
    'copies of strings',
    /^copies of [\d,]+ strings take [\d.]+ MB, \d.*% of the heap, most by one .* 20,00[01] times, in main\.names\[\]/,
  ],
  [
    'arrays with room for more',
    /^20,000 Arrays with room for far more than they hold: [\d.]+ MB, .* in main\.users\[\]\.tags$/,
  ],
  [
    'Maps without entries',
    /^10,000 Maps with no entries, or a few small integers: [\d.]+ MB, .* in main\.drawers\[\]\.seen$/,
  ],
  ['a Map whose keys count up', /^main\.sessions \(Map\) has 2,000 entries, and its keys are texts that count up$/],
  ['an object with times as keys', /^main\.lastSeen \(.*\) has 1,500 entries, and its keys are times$/],
] as const) {
  test(`one snapshot tells ${what}`, () => {
    assert.ok(
      remarks.some((remark) => said.test(remark)),
      remarks.join('\n'),
    );
  });
}

test('of a collection that is a finding, its keys are told there', () => {
  const { id } = largeCollections(heap, 1000, 50)
    .map(({ node }) => retainingPath(heap, node))
    .map((path) => describeHolder(heap, path, path.steps.length))
    .find(({ text }) => text === 'main.sessions')!;
  const others = heapRemarks(heap, new Set([id]));
  assert.deepEqual(
    remarks.filter((remark) => !others.includes(remark)),
    remarks.filter((remark) => remark.startsWith('main.sessions (Map)')),
  );
});

test('keys that come again are not worth a word, and texts are not told', () => {
  assert.doesNotMatch(remarks.join('\n'), /countries|Amster|session-\d/);
});

test('the memory that holds nothing is counted to the byte', () => {
  const [worst] = spareRoom(heap, 1);
  // V8 makes room for 17 where one is pushed into nothing.
  assert.deepEqual([worst.count, worst.spareBytes], [20_000, 20_000 * 16 * 8]);
});
