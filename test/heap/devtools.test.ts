import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { analyse } from '#src/heap/analyse.js';
import { parse } from '../helpers/snapshot-builder.js';

// Snapshots cut out of those of a sample program, with the classes that DevTools' own worker finds: see
// test/bench/write-devtools-fixtures.mjs. `npm run check:devtools` compares whole ones.
const folder = fileURLToPath(new URL('../../../test/heap/snapshots/', import.meta.url));

const names = readdirSync(folder).flatMap((file) => (file.endsWith('.gz') ? [file.split('.')[0]] : []));
assert.ok(names.length >= 6);

for (const name of names) {
  test(`classes, counts, shallow and retained sizes are those of Chrome DevTools: ${name}`, () => {
    const expected: [key: string, ...figures: number[]][] = JSON.parse(
      readFileSync(`${folder}${name}.classes.json`, 'utf8'),
    );
    const { classes } = analyse(parse(gunzipSync(readFileSync(`${folder}${name}.heapsnapshot.gz`))));
    const own = classes
      .filter(({ count }) => count > 0)
      .map((each) => [each.key, each.count, each.shallowSize, each.retainedSize] as const);
    const byKey = (a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]) => (a[0] < b[0] ? -1 : 1);
    assert.deepEqual(own.toSorted(byKey), expected.toSorted(byKey));
  });
}
