import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { simpleSource } from '#src/isolate/console/simple-source.js';
import { prepareSource } from '#src/isolate/console/source.js';
import { SourceError } from '#src/isolate/console/source-error.js';

for (const text of ['1+1', 'cache.size', 'cache . size', 'process.memoryUsage().rss', 'a.b(c.d) - 1.5 * $e', '(a)']) {
  test(`“${text}” needs no parser`, () => assert.deepEqual(simpleSource(text), prepareSource(text)));
}

for (const text of [
  '',
  'a++',
  'await a',
  'let',
  'new A',
  '1 +',
  'a b',
  'a = 1',
  '{ a: 1 }',
  '(a',
  '1.a',
  'a // b',
  'é',
]) {
  test(`“${text}” is left to the parser`, () => assert.equal(simpleSource(text), null));
}

test('whatever needs no parser, the parser reads in the same way', () => {
  const pieces = [
    'a',
    'b1',
    '$',
    '_',
    'if',
    'var',
    'async',
    'of',
    'let',
    '1',
    '.5',
    '1e3',
    '0x1f',
    '08',
    '.',
    '..',
    '(',
    ')',
  ];
  const line = fc.array(fc.constantFrom(...pieces, '+', '-', '*', '%', ' ', '\n', '++'), { maxLength: 8 });
  let simple = 0;
  fc.assert(
    fc.property(line, (words) => {
      const text = words.join('');
      const source = simpleSource(text);
      if (source === null) return;
      simple++;
      try {
        assert.deepEqual(source, prepareSource(text));
      } catch (error) {
        assert.ok(!(error instanceof SourceError), `the parser refuses ${JSON.stringify(text)}`);
        throw error;
      }
    }),
    { numRuns: 20_000 },
  );
  assert.ok(simple > 500, `${simple} of them were simple`);
});
