import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** For each folder of src, the folders that its files may import at run time (design: "Folders"). */
const allowed: Record<string, readonly string[]> = {
  target: ['session', 'injected'],
  demo: ['target'],
  session: [],
  injected: [],
  live: ['session', 'injected'],
  heap: [],
  places: [],
  analysis: ['heap'],
  snapshot: ['heap', 'analysis', 'session', 'render'],
  commands: ['snapshot', 'analysis', 'heap', 'live', 'session', 'target', 'injected', 'render'],
  render: [],
  repl: ['commands', 'live', 'session', 'render'],
};

for (const [folder, others] of Object.entries(allowed)) {
  test(`src/${folder} imports only ${['itself', ...others].join(', ')}`, () => {
    for (const { file, imported } of imports(join(src, folder))) {
      const to = relative(src, imported).split(sep);
      if (to.length === 1) assert.equal(to[0], 'errors.js', `${file} imports ${to[0]}`);
      else assert.ok(to[0] === folder || others.includes(to[0]), `${file} imports ${to.join('/')}`);
    }
  });
}

test('the heap is never tracked: it freezes the target, and to stop it takes a whole snapshot', () => {
  for (const file of sources(src)) assert.doesNotMatch(readFileSync(file, 'utf8'), /TrackingHeapObjects/, file);
});

test('src/heap and src/analysis use nothing of Node', () => {
  for (const folder of ['heap', 'analysis']) {
    for (const file of sources(join(src, folder))) {
      assert.doesNotMatch(readFileSync(file, 'utf8'), /from 'node:/, file);
    }
  }
});

test('process.exit appears nowhere in src', () => {
  for (const file of sources(src)) {
    if (file.includes(`${sep}injected${sep}`)) continue;
    assert.doesNotMatch(readFileSync(file, 'utf8'), /process\.exit\b/, file);
  }
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** The relative imports that are there at run time; a type costs nothing and couples nothing. */
function* imports(folder: string): Generator<{ file: string; imported: string }> {
  for (const file of sources(folder)) {
    const source = readFileSync(file, 'utf8');
    for (const pattern of [
      /^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gms,
      /(?<!typeof )import\('(\.[^']+)'\)/g,
    ]) {
      for (const [, specifier] of source.matchAll(pattern)) yield { file, imported: join(dirname(file), specifier) };
    }
  }
}
