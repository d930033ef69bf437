import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originOf } from '#src/places/origin.js';
import { type AllocatingFunction, buildCallTree } from '#src/profile/call-tree.js';
import type { HeapProfile } from '#src/profile/heap-profile.js';
import { flamePage } from '#src/view/html/flame-page.js';

const functions: AllocatingFunction[] = [
  { name: '(root)', place: null },
  { name: 'serve', place: { url: 'file:///app/service.js', line: 3, column: 1 } },
  { name: '<b>&"\u001b[31m', place: { url: 'file:///app/node_modules/evil/i.js', line: 9, column: 1 } },
];
const profile: HeapProfile = {
  frames: [],
  nodes: [
    { frame: 0, parent: -1 },
    { frame: 1, parent: 0 },
    { frame: 2, parent: 1 },
  ],
  samples: [
    { node: 1, bytes: 3000, ordinal: 1 },
    { node: 2, bytes: 1000, ordinal: 2 },
  ],
};
const treeOf = (samples: HeapProfile['samples']) => buildCallTree({ ...profile, samples }, functions, 1000);
const widthOf = (page: string, kind: string): number =>
  Number(new RegExp(`<g class="${kind}".*? width="([\\d.]+)"`, 's').exec(page)?.[1]);

test('each call is as wide as its bytes, below its caller, and says what it is without a script', () => {
  const page = flamePage({ title: 'all', root: treeOf(profile.samples), younger: null, originOf });
  assert.deepEqual([widthOf(page, 'own'), widthOf(page, 'package')], [1200, 300]);
  assert.match(page, /<title>serve file:\/\/\/app\/service\.js:3\n4\.0 kB \(100%\), 3\.0 kB itself<\/title>/);
  assert.match(page, /<text [^>]*>serve<\/text>/);
});

test('names from the target are text, whatever they hold', () => {
  const page = flamePage({ title: '</title><script>', root: treeOf(profile.samples), younger: null, originOf });
  assert.ok(page.includes('&lt;b&gt;&amp;&quot;\\x1b[31m'));
  assert.equal(page.split('<script>').length, 2, 'our own');
  assert.doesNotMatch(page, /\u001b|<b>/);
});

test('a differential graph is coloured by what came after the mark', () => {
  const page = flamePage({
    title: 'all',
    root: treeOf(profile.samples),
    younger: treeOf([profile.samples[1]]),
    originOf,
  });
  assert.deepEqual([widthOf(page, 'new1'), widthOf(page, 'new4')], [1200, 300]);
  const unchanged = flamePage({ title: 'all', root: treeOf(profile.samples), younger: treeOf([]), originOf });
  assert.equal(widthOf(unchanged, 'new0'), 1200);
});
