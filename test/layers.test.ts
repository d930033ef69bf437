import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** What every folder may import of src itself. */
const FOR_ALL = ['errors.js', 'package-files.js'];

/** For each folder of src, the folders that its files may import, types included (docs/architecture.md). */
const allowed: Record<string, readonly string[]> = {
  injected: [],
  // What a service loads: a few kilobytes, and nothing of the console.
  register: [],
  session: ['injected', 'register'],
  heap: [],
  places: [],
  analysis: ['heap', 'places'],
  profile: ['places'],
  snapshot: ['heap', 'analysis', 'places', 'view'],
  native: [],
  isolate: ['session', 'injected', 'analysis', 'places'],
  page: ['isolate', 'session'],
  target: ['isolate', 'page', 'session', 'injected', 'register'],
  lenses: [
    'isolate',
    'page',
    'places',
    'session',
    'injected',
    'native',
    'snapshot',
    'analysis',
    'profile',
    'heap',
    'view',
  ],
  dispatch: ['lenses', 'page', 'isolate', 'session', 'snapshot', 'heap', 'view'],
  // Findings from what several looks saw: pure.
  diagnosis: ['analysis', 'heap', 'isolate', 'places', 'profile', 'view'],
  load: [],
  subjects: [
    'diagnosis',
    'load',
    'places',
    'dispatch',
    'lenses',
    'isolate',
    'page',
    'session',
    'snapshot',
    'analysis',
    'view',
  ],
  commands: [
    'diagnosis',
    'load',
    'places',
    'subjects',
    'dispatch',
    'lenses',
    'isolate',
    'page',
    'session',
    'snapshot',
    'analysis',
    'profile',
    'heap',
    'view',
  ],
  // What a result looks like: it knows the types of results, and nothing that computes them.
  view: ['places', 'analysis', 'profile', 'diagnosis', 'isolate', 'lenses', 'target'],
  repl: ['dispatch', 'isolate', 'session', 'analysis', 'view'],
  demo: ['target'],
  cli: ['repl', 'dispatch', 'lenses', 'target', 'isolate', 'session', 'snapshot', 'analysis', 'heap', 'demo', 'view'],
};

/** For each file at the top of src, the folders that it may import; and all such files, each other. */
const top: Record<string, readonly string[]> = {
  'errors.ts': [],
  'package-files.ts': [],
  'registry.ts': ['commands', 'lenses', 'dispatch'],
  'run-by-name.ts': ['dispatch'],
  'attached-target.ts': ['dispatch', 'target', 'injected', 'page'],
  'index.ts': ['snapshot', 'analysis', 'heap', 'page', 'view'],
  'json-contract.ts': ['cli', 'repl', 'dispatch'],
  'main.ts': ['cli', 'dispatch', 'snapshot'],
};

test('each file at the top of src imports only what it is for', () => {
  const files = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.name.endsWith('.ts'));
  assert.deepEqual(files.map(({ name }) => name).sort(), Object.keys(top).sort());
  for (const { file, imported } of imports(src)) {
    const from = relative(src, file);
    const [to, ...rest] = relative(src, imported).split(sep);
    if (from in top && rest.length > 0) assert.ok(top[from].includes(to), `${from} imports ${to}`);
  }
});

for (const [folder, others] of Object.entries(allowed)) {
  test(`src/${folder} imports only ${['itself', ...others].join(', ')}`, () => {
    for (const { file, imported } of imports(join(src, folder))) {
      const to = relative(src, imported).split(sep);
      if (to.length === 1) assert.ok(FOR_ALL.includes(to[0]), `${file} imports ${to[0]}`);
      else assert.ok(to[0] === folder || others.includes(to[0]), `${file} imports ${to.join('/')}`);
    }
  });
}

test('every folder of src has its layer', () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).sort(), Object.keys(allowed).sort());
});

test('a file of commands has one command, and nothing else but types', () => {
  for (const name of readdirSync(join(src, 'commands'))) {
    const exported = readFileSync(join(src, 'commands', name), 'utf8').matchAll(
      /^export (?!type|interface)(.*?)[ =(]*$/gm,
    );
    const values = [...exported].map(([, what]) => what);
    assert.equal(values.length, 1, `${name}: ${values.join(', ')}`);
    assert.match(values[0], /^const \w+Command = defineCommand\b/, name);
  }
});

test('view computes nothing: of other folders it imports types alone', () => {
  for (const { file, imported, isType } of imports(join(src, 'view'))) {
    const [to] = relative(src, imported).split(sep);
    assert.ok(isType || to === 'view', `${file} imports ${imported}`);
  }
});

test('no file imports itself by way of others, types included', () => {
  const graph = new Map<string, Set<string>>();
  for (const { file, imported } of imports(src)) {
    const to = imported.replace(/\.js$/, '.ts');
    if (!graph.has(file)) graph.set(file, new Set());
    graph.get(file)!.add(to);
  }
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (done.has(file)) return;
    const at = path.indexOf(file);
    assert.equal(at, -1, `a circle: ${[...path.slice(at), file].map((each) => relative(src, each)).join(' → ')}`);
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
});

test('the heap is never tracked: it freezes the target, and to stop it takes a whole snapshot', () => {
  for (const file of sources(src)) assert.doesNotMatch(readFileSync(file, 'utf8'), /TrackingHeapObjects/, file);
});

test('src/heap, src/analysis and src/profile use nothing of Node', () => {
  for (const folder of ['heap', 'analysis', 'profile']) {
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

/** The relative imports of the files of a folder, types included. */
function* imports(folder: string): Generator<{ file: string; imported: string; isType: boolean }> {
  for (const file of sources(folder)) {
    const source = readFileSync(file, 'utf8');
    for (const [, type, specifier] of source.matchAll(/^(?:import|export) (type )?[^;]*?from '(\.[^']+)'/gms)) {
      yield { file, imported: join(dirname(file), specifier), isType: type !== undefined };
    }
    for (const [, type, specifier] of source.matchAll(/(typeof )?import\('(\.[^']+)'\)/g)) {
      yield { file, imported: join(dirname(file), specifier), isType: type !== undefined };
    }
  }
}
