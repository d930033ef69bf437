// Bundles the code that runs in targets: each src/injected/NAME/entry.ts becomes dist/injected/NAME.bundle.js, one
// self-contained expression that gives the entry's default export. Names are kept, as they show in stacks and snapshots
// of the target.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = new URL('../src/injected/', import.meta.url);
const output = new URL('../dist/injected/', import.meta.url);

/**
 * These run in the program's own realm, where any global may have been replaced: so they take none when they are
 * loaded.
 */
const IN_PROGRAM_REALM = ['hold', 'bootstrap'];

/** What code in a realm of ours may use. Taken once: a contextified global object is slow to read. */
const INTRINSICS =
  'Array,ArrayBuffer,Date,FinalizationRegistry,Function,JSON,Map,Math,Number,Object,Promise,Reflect,RegExp,Set,String,Symbol,' +
  'TypeError,Error,Uint8Array,Uint32Array,WeakMap,WeakRef,WeakSet';

const entries = readdirSync(source, { withFileTypes: true })
  .filter((folder) => folder.isDirectory() && readdirSync(new URL(folder.name, source)).includes('entry.ts'))
  .map(({ name }) => name);
const { outputFiles } = await build({
  entryPoints: entries.map((name) => ({
    in: fileURLToPath(new URL(`${name}/entry.ts`, source)),
    out: name,
  })),
  outdir: fileURLToPath(output),
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'neutral',
  target: 'node18',
  minifyWhitespace: true,
  minifySyntax: true,
  // Beyond ASCII, a character would make V8 keep two bytes for each.
  charset: 'ascii',
});
mkdirSync(output, { recursive: true });
for (const { path, text } of outputFiles) {
  const name = /([^/\\]+)\.js$/.exec(path)[1];
  const intrinsics = IN_PROGRAM_REALM.includes(name) ? '' : `const{${INTRINSICS}}=globalThis;`;
  const body = text.trim().replace(/export\{(\w+) as default\};$/, 'return $1');
  if (body.includes('export{')) throw new Error(`${name}/entry.ts may have a default export only`);
  const code = `(function(givenProgram){"use strict";${intrinsics}${body}})`;
  writeFileSync(new URL(`${name}.bundle.js`, output), code);
}
