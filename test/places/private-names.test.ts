import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transformSync } from 'esbuild';
import { MappedScript } from '#src/places/mapped-script.js';
import { originalPrivateName } from '#src/places/original-names.js';
import { SourceMap } from '#src/places/source-map.js';

const SOURCE = `
class Cache {
  #store = new Map();
  get(key) { return this.#store.get(key); }
}
class Badges {
  #cache = new Cache();
  #names;
  constructor(names) { this.#names = names; }
  get(key) { return this.#names.includes(key) && this.#cache.get(key); }
}
exports.badges = new Badges([]);
`;
const url = 'file:///app/main.js';
const { code: text, map } = transformSync(SOURCE, { minify: true, sourcemap: true, sourcefile: 'badges.js' });
const script = new MappedScript({ url, isModule: false, text, map: new SourceMap(map, url) });
const NAMES = [...new Set(text.match(/#\w+/g))];

/** The original names of what is called so in the class that V8 places where this begins. */
function originalsIn(beginning: RegExp) {
  const place = script.generatedPlace(text.search(beginning));
  const found = NAMES.map((name) => originalPrivateName(script, place, name));
  return found.filter((name) => name !== null).sort();
}

test('a minifier gives the members of two classes the same private names; each has that of the source', () => {
  assert.ok(NAMES.every((name) => !['#store', '#cache', '#names'].includes(name)));
  assert.equal(NAMES.length, 2);
  assert.deepEqual(originalsIn(/class \w+\{#\w+=new Map/), ['#store'], 'a class without constructor');
  assert.deepEqual(originalsIn(/(?<=constructor)\(/), ['#cache', '#names'], 'by the constructor');
});

test('outside of classes, and without a map, there is no original', () => {
  assert.deepEqual(originalsIn(/exports/), []);
  const plain = new MappedScript({ url, isModule: false, text, map: null });
  assert.equal(originalPrivateName(plain, plain.generatedPlace(text.search(/(?<=constructor)\(/)), NAMES[0]), null);
});
