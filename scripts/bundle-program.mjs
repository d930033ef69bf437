// Bundles the command line, the entry for programs, and what they run in threads and processes of their own, from the
// modules in dist to dist/program. What an `eval` loads is one file there, instead of a hundred: it starts a fifth
// sooner.
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { rollup } from 'rollup';

const pathOf = (file) => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));

const bundle = await rollup({
  input: [
    'main.js',
    'index.js',
    'snapshot/helper-thread.js',
    'snapshot/describe-thread.js',
    'target/close-opened.js',
  ].map(pathOf),
  // Packages are loaded from where npm puts them.
  external: /^[a-z@]/,
  // Else Rollup takes a parameter for a constant that all calls but those of dynamic imports give the same value.
  treeshake: false,
});
// Whatever looks at a target needs these, and what they import. A file costs a start 0.7 ms of processor time. Programs
// that only open snapshots need little of them.
const lookingAtTarget = ['main.js', 'cli/run-once.js', 'target/attach.js', 'commands/eval.js'];
await bundle.write({
  dir: pathOf('program'),
  chunkFileNames: 'chunks/[name]-[hash].js',
  manualChunks(id, { getModuleInfo }) {
    if (!withImports(lookingAtTarget, getModuleInfo).has(id)) return null;
    return withImports(['index.js'], getModuleInfo).has(id) ? 'common' : 'attach';
  },
  plugins: [
    {
      name: 'without comments',
      renderChunk: (code) => transform(code, { minifyWhitespace: true, minifySyntax: true, target: 'node20.19' }),
    },
  ],
});
await bundle.close();

/** The ids of modules, and of all that they import other than dynamically. */
function withImports(files, getModuleInfo) {
  const found = new Set(files.map(pathOf));
  for (const id of found) for (const imported of getModuleInfo(id).importedIds) found.add(imported);
  return found;
}
