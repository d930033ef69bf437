import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLocalFile } from '#src/places/local-file.js';
import { MAX_MAP_BYTES, type ReadFile, readSourceMap, sourceMapUrlIn } from '#src/places/read-source-map.js';

const MAP = JSON.stringify({
  version: 3,
  names: ['order'],
  sources: ['../src/orders.ts'],
  sourcesContent: ['const order = 1;\n'],
  mappings: 'MAAMA',
});

const files =
  (present: Record<string, string>): ReadFile =>
  async (path) =>
    present[path] ?? null;
const script = { url: 'file:///shop/out/main.js', sourceMapUrl: 'main.js.map', length: null };

test('a map in a file is read, and its originals are files', async () => {
  const { map, notice } = await readSourceMap(script, files({ '/shop/out/main.js.map': MAP }));
  assert.equal(notice, null);
  const expected = { url: 'file:///shop/src/orders.ts', line: 0, column: 6, name: 'order', distance: 2 };
  assert.deepEqual(map!.at(0, 8), expected);
  assert.equal(map!.at(0, 5), null, 'before the first mapping');
  assert.equal(map!.at(7, 0), null, 'a line without mappings');
  assert.equal(map!.contentOf('file:///shop/src/orders.ts'), 'const order = 1;\n');
});

test('a map beside a script that names none is read; without one there is nothing to say', async () => {
  const silent = { ...script, sourceMapUrl: null };
  assert.ok((await readSourceMap(silent, files({ '/shop/out/main.js.map': MAP }))).map);
  assert.deepEqual(await readSourceMap(silent, files({})), { map: null, notice: null });
});

test('a map inline is read, in base64 and in percent signs', async () => {
  for (const data of [`;base64,${btoa(MAP)}`, `;charset=utf-8;base64,${btoa(MAP)}`, `,${encodeURIComponent(MAP)}`]) {
    const inline = { ...script, sourceMapUrl: `data:application/json${data}` };
    const { map, notice } = await readSourceMap(inline, files({}));
    assert.equal(notice, null);
    assert.equal(map!.at(0, 6)!.name, 'order');
  }
});

test('a map of sections is read', async () => {
  const sections = [0, 2].map((line) => ({ offset: { line, column: 0 }, map: JSON.parse(MAP) }));
  const { map } = await readSourceMap(
    script,
    files({ '/shop/out/main.js.map': JSON.stringify({ version: 3, sections }) }),
  );
  assert.equal(map!.at(0, 6)!.name, 'order');
  assert.equal(map!.at(2, 6)!.name, 'order');
});

test('the absolute paths that some tools write are files', async () => {
  const text = MAP.replace('../src/orders.ts', '/app/my orders.ts');
  const { map } = await readSourceMap(script, files({ '/shop/out/main.js.map': text }));
  assert.equal(map!.at(0, 6)!.url, 'file:///app/my%20orders.ts');
});

for (const [what, text, why] of [
  ['no JSON', '<html>', /JSON/],
  ['no object', 'null', /not an object/],
  ['another version', '{"version":2,"mappings":"","sources":[]}', /version is 2/],
  ['no mappings', '{"version":3,"sources":[]}', /no mappings/],
  ['a section without map', '{"version":3,"sections":[{"offset":{"line":0,"column":0}}]}', /not an object/],
] as const) {
  test(`a broken map is a notice: ${what}`, async () => {
    const { map, notice } = await readSourceMap(script, files({ '/shop/out/main.js.map': text }));
    assert.equal(map, null);
    assert.match(notice!, /^the source map of file:\/\/\/shop\/out\/main\.js is not used: /);
    assert.match(notice!, why);
  });
}

test('a map whose mappings lead beyond its sources tells nothing of these places', async () => {
  const { map } = await readSourceMap(script, files({ '/shop/out/main.js.map': MAP.replace('MAAMA', 'MAAMA,CCCCZ') }));
  assert.equal(map!.at(0, 7), null);
});

test('nothing is fetched over a network, nor from another machine', async () => {
  const never: ReadFile = async (path) => assert.fail(`${path} was read`);
  for (const sourceMapUrl of [
    'https://cdn.example/main.js.map',
    'http://127.0.0.1/x.map',
    'file://server/x.map',
    'ftp://x/y',
  ]) {
    const { map, notice } = await readSourceMap({ ...script, sourceMapUrl }, never);
    assert.equal(map, null);
    assert.match(notice!, /is no file of this machine|is on another machine/);
  }
  assert.deepEqual(await readSourceMap({ ...script, url: 'https://x.example/a.js', sourceMapUrl: null }, never), {
    map: null,
    notice: null,
  });
});

test('a script that has changed on disk since it was loaded has the wrong map', async () => {
  const present = files({ '/shop/out/main.js.map': MAP, '/shop/out/main.js': 'let order = 1;' });
  assert.ok((await readSourceMap({ ...script, length: 14 }, present)).map);
  const { map, notice } = await readSourceMap({ ...script, length: 15 }, present);
  assert.equal(map, null);
  assert.match(notice!, /has changed on disk/);
});

test('files are read up to their bound, and pipes and folders not at all', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  try {
    const path = join(folder, 'main.js.map');
    await writeFile(path, MAP);
    assert.equal(await readLocalFile(path, MAX_MAP_BYTES), MAP);
    assert.equal(await readLocalFile(join(folder, 'none'), 10), null);
    await assert.rejects(readLocalFile(path, 10), /more than/);
    await assert.rejects(readLocalFile(folder, 10), /is not a file/);
    const { notice } = await readSourceMap({ ...script, url: `file://${path.slice(0, -4)}` }, (file) =>
      readLocalFile(file, 10),
    );
    assert.match(notice!, /more than/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the last sourceMappingURL of a text counts', () => {
  assert.equal(sourceMapUrlIn('a;\n//# sourceMappingURL=a.map\nb;\n//@ sourceMappingURL=b.map\n'), 'b.map');
  assert.equal(sourceMapUrlIn('const text = "//# sourceMappingURL=a.map";'), null);
});
