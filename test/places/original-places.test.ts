import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readLocalFile } from '#src/places/local-file.js';
import { OriginalPlaces, type ScriptInfo } from '#src/places/original-places.js';
import { sourceMapUrlIn } from '#src/places/read-source-map.js';
import { fixture } from '../helpers/target.js';

function scriptOf(file: string): { script: ScriptInfo; text: string } {
  const path = fixture(file);
  const text = readFileSync(path, 'utf8');
  const isModule = file.endsWith('.mjs') || file.includes('/esm/');
  const url = pathToFileURL(path).href;
  return { script: { id: '7', url, isModule, sourceMapUrl: sourceMapUrlIn(text), length: text.length }, text };
}

function placesOf(text: string, { notices = [] as string[], reads = [] as string[] } = {}): OriginalPlaces {
  return new OriginalPlaces({
    readFile: async (path, maxBytes) => {
      reads.push(path);
      return readLocalFile(path, maxBytes);
    },
    readScript: async () => {
      reads.push('the script');
      return text;
    },
    notice: (notice) => notices.push(notice),
  });
}

/** Line and column, from 0, of what follows `before` in a text. */
function find(text: string, before: string, part: string): [number, number] {
  const offset = text.indexOf(before) + before.length;
  assert.ok(text.startsWith(part, offset), `${part} after ${before}`);
  const lines = text.slice(0, offset).split('\n');
  return [lines.length - 1, lines.at(-1)!.length];
}

const classes: readonly [file: string, before: string, part: string, name: string, place: string][] = [
  ['bundles/out/esbuild-minified.cjs', 'var i=class{constructor', '(', 'Order', 'src/orders.ts:9:3'],
  ['bundles/out/esbuild.cjs', 'var Order = class {\n  constructor', '(', 'Order', 'src/orders.ts:9:3'],
  ['bundles/out/webpack-production.cjs', 'constructor', '(t,e){this.id', 'Order', 'src/orders.ts:9:3'],
  ['bundles/out/webpack-development.cjs', 'constructor', '(id, items)', 'Order', 'src/orders.ts:9:3'],
  ['bundles/out/rollup-minified.cjs', 'constructor', '(e,t){this.id', 'Order', 'src/orders.ts:9:3'],
  ['bundles/out/tsx/orders.js', 'constructor', '(id,items)', 'Order', '/shop/src/orders.ts:9:3'],
  ['bundles/out/tsc-orders.cjs', 'constructor', '(id, items)', 'Order', 'src/orders.ts:9:3'],
  ['bundles/out/sites-webpack-production.cjs', 'site:function', '(e,t){return new', 'keepSmall', 'src/sites.ts:21'],
  ['bundles/out/sites-webpack-production.cjs', 'keepLarge:{site:', '(e,t)=>Array', 'keepLarge', 'src/sites.ts:29'],
  ['bundles/out/sites-webpack-production.cjs', 'Base:{site:', '(t,s)=>new e', 'site', 'src/sites.ts:55'],
  ['bundles/out/sites-webpack-production.cjs', 'forget:function', '(){r.length', 'forget', 'src/sites.ts:84'],
  ['bundles/out/tsx/sites.js', 'keepLarge=__name(', '(length,i)=>Array', 'keepLarge', 'src/sites.ts:29'],
  ['bundles/out/tsx/sites.js', 'Base:{site:__name(', '(length,i)=>new Base', 'site', 'src/sites.ts:55'],
  ['bundles/out/sites-esbuild-minified.cjs', 'f=', '(n,e)=>Array', 'keepLarge', 'src/sites.ts:29'],
  ['typescript/commonjs/service.js', 'constructor', '(name)', 'User', 'typescript/service.ts:11:3'],
  ['typescript/esm/service.js', 'function lookUp', '(name)', 'lookUp', 'typescript/service.ts:20:10'],
];

for (const [file, before, part, name, place] of classes) {
  test(`${file}: where ${name} stands, and what it is called`, async () => {
    const { script, text } = scriptOf(file);
    const notices: string[] = [];
    const places = placesOf(text, { notices });
    const [line, column] = find(text, before, part);
    const found = await places.resolve(script, line, column);
    const [expectedFile, expectedLine] = place.split(/:(?=\d)/);
    assert.ok(found.url.endsWith(expectedFile), `${found.url} ends with ${expectedFile}`);
    assert.equal(found.line, Number(expectedLine));
    assert.deepEqual(found.generated, { url: script.url, line: line + 1, column: column + 1 });
    assert.equal(await places.nameOfFunction(script, line, column), name);
    assert.deepEqual(notices, []);
  });
}

test('a place needs the map alone, and each is read once; names need the script too', async () => {
  const { script, text } = scriptOf('bundles/out/esbuild-minified.cjs');
  const reads: string[] = [];
  const places = placesOf(text, { reads });
  await Promise.all([places.resolve(script, 0, 900), places.resolve(script, 0, 950)]);
  assert.deepEqual(reads.filter((path) => path.endsWith('.map')).length, 1);
  assert.ok(!reads.includes('the script'));
  await Promise.all([places.nameOfFunction(script, 0, 900), places.modules(script), places.modules(script)]);
  assert.equal(reads.filter((path) => path === 'the script').length, 1);
});

test('a script whose map is missing is seen as V8 sees it, and said once', async () => {
  const { script, text } = scriptOf('bundles/out/esbuild-minified.cjs');
  const notices: string[] = [];
  const places = placesOf(text, { notices });
  const lost = { ...script, sourceMapUrl: 'gone.map' };
  const seen = { url: script.url, line: 1, column: 901 };
  assert.deepEqual(await places.resolve(lost, 0, 900), seen);
  assert.deepEqual(await places.resolve(lost, 0, 900), seen);
  assert.equal(await places.nameOfFunction(lost, 0, 900), null);
  assert.equal(notices.length, 1);
  assert.match(notices[0], /is not used: there is no file .*gone\.map/);
});

test('a script that cannot be parsed has no modules', async () => {
  const { script } = scriptOf('bundles/out/esbuild-minified.cjs');
  assert.deepEqual(await placesOf('class {').modules(script), []);
});

test("neither the parser nor what decodes maps is loaded before a script's place is asked for", () => {
  const original = new URL('../../../dist/places/original-places.js', import.meta.url).href;
  const { stdout } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `
    import { Session } from 'node:inspector';
    const session = new Session();
    session.connect();
    const urls = [];
    session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url));
    session.post('Debugger.enable');
    await import(${JSON.stringify(original)});
    console.log(JSON.stringify(urls.filter((url) => /acorn|trace-mapping|original-places/.test(url))));
  `,
    ],
    { encoding: 'utf8' },
  );
  assert.deepEqual(JSON.parse(stdout), [original]);
});
