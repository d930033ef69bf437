import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originalStack, type ResolveFrame } from '#src/places/original-stack.js';

const asked: string[] = [];
const resolve: ResolveFrame = async ({ url, line, column }) => {
  asked.push(`${url}:${line}:${column}`);
  if (!url.includes('/out/')) return null;
  return { url: 'file:///shop/src/my%20orders.ts', line: 27, column: 9, name: line === 1 ? 'addOrder' : null };
};

for (const [frame, expected] of [
  ['    at g (/shop/out/main.cjs:1:20)', '    at addOrder (/shop/src/my orders.ts:27:9)'],
  ['    at g (file:///shop/out/main.mjs:1:20)', '    at addOrder (file:///shop/src/my%20orders.ts:27:9)'],
  ['    at g (file:///shop/out/main.mjs:2:20)', '    at g (file:///shop/src/my%20orders.ts:27:9)'],
  ['    at async c.g (/shop/out/main.cjs:1:20)', '    at async c.addOrder (/shop/src/my orders.ts:27:9)'],
  ['    at new g (/shop/out/main.cjs:1:20)', '    at new addOrder (/shop/src/my orders.ts:27:9)'],
  ['    at c.g [as push] (/shop/out/main.cjs:1:20)', '    at c.addOrder [as push] (/shop/src/my orders.ts:27:9)'],
  ['    at /shop/out/main.cjs:1:20', '    at /shop/src/my orders.ts:27:9'],
  ['    at async file:///shop/out/main.mjs:1:20', '    at async file:///shop/src/my%20orders.ts:27:9'],
  ['    at node:internal/timers:594:17', '    at node:internal/timers:594:17'],
  ['    at Server.emit (node:events:519:28)', '    at Server.emit (node:events:519:28)'],
  ['    at other (/shop/lib/x.js:1:2)', '    at other (/shop/lib/x.js:1:2)'],
  ['    at Array.map (<anonymous>)', '    at Array.map (<anonymous>)'],
  ['Error: at g (/shop/out/main.cjs:1:20)', 'Error: at g (/shop/out/main.cjs:1:20)'],
] as const) {
  test(`a frame of a stack: ${frame.trim()}`, async () => {
    assert.equal(await originalStack(`Error: no\n${frame}\nrest`, resolve), `Error: no\n${expected}\nrest`);
  });
}

test('paths are asked for as the URLs that V8 has', async () => {
  asked.length = 0;
  await originalStack('    at g (/my shop/out/main.cjs:3:4)\n    at g (C:\\my shop\\main.cjs:5:6)', resolve);
  assert.deepEqual(asked, ['file:///my%20shop/out/main.cjs:3:4', 'file:///C:/my%20shop/main.cjs:5:6']);
});
