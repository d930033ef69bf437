// Bundles the code that runs in targets: each src/injected/NAME/entry.ts becomes dist/injected/NAME.bundle.js, one
// expression: a function that gives the entry's default export. What several entries import is in parts of its own,
// which a session sends once; the first line of a bundle names those that it needs (see
// src/register/loadable.ts). Functions, classes and public members keep their names, which show in stacks and snapshots
// of the target; what else has a name gets a short one, which makes a third less to send and to keep there.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { minify } from 'terser';

const source = new URL('../src/injected/', import.meta.url);
const output = new URL('../dist/injected/', import.meta.url);

/**
 * These run in the program's own realm, where any global may have been replaced: so they take none when they are
 * loaded.
 */
const IN_PROGRAM_REALM = ['hold', 'bootstrap'];

/** These are sent in one message, or to another thread, so all that they need is in them. */
const SELF_CONTAINED = [...IN_PROGRAM_REALM, 'realm', 'lease', 'stepper'];

/** What code in a realm of ours may use. Taken once: a contextified global object is slow to read. */
const INTRINSICS = [
  ...['Array', 'ArrayBuffer', 'Date', 'FinalizationRegistry', 'Function', 'JSON', 'Map', 'Math', 'Number', 'Object'],
  ...['Promise', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol', 'TypeError', 'Error', 'Uint8Array', 'Uint32Array'],
  ...['WeakMap', 'WeakRef', 'WeakSet'],
];

/** Bundles entries to modules; `shares`: what several import is in modules that they import. */
async function bundle(names, shares) {
  const { outputFiles } = await build({
    entryPoints: names.map((name) => ({
      in: fileURLToPath(new URL(`${name}/entry.ts`, source)),
      out: name,
    })),
    outdir: fileURLToPath(output),
    bundle: true,
    splitting: shares,
    chunkNames: 'part_[hash]',
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'node18',
    minifyWhitespace: true,
    minifySyntax: true,
    // Beyond ASCII, a character would make V8 keep two bytes for each.
    charset: 'ascii',
  });
  return outputFiles.map(({ path, text }) => ({ name: basename(path, '.js'), text: text.trim() }));
}

/** A module as a function of the program and of the parts that were loaded before. */
async function toFunction({ name, text }) {
  const parts = [];
  const body = text
    .replace(/import\{([^}]*)\}from"\.\/(\w+)\.js";/g, (_, names, part) => {
      parts.push(part);
      return `const{${names.replaceAll(' as ', ':')}}=parts.${part};`;
    })
    .replace(/import"\.\/\w+\.js";/g, '')
    .replace(/export\{(\w+) as default\};$/, 'return $1')
    .replace(/export\{([^}]*)\};$/, (_, names) => `return{${names.replace(/([\w$]+) as ([\w$]+)/g, '$2:$1')}}`);
  if (/\b(?:import|export)\b[{"]/.test(body)) throw new Error(`${name} has an import or export of another form`);
  const used = INTRINSICS.filter((each) => new RegExp(`\\b${each}\\b`).test(body));
  const intrinsics = IN_PROGRAM_REALM.includes(name) || used.length === 0 ? '' : `const{${used}}=globalThis;`;
  const needs = parts.length > 0 ? `/*${parts.join()}*/` : '';
  const { code } = await minify(`(function(givenProgram,parts){"use strict";${intrinsics}${body}})`, {
    compress: { expression: true, keep_fnames: true, keep_classnames: true },
    mangle: { keep_fnames: true, keep_classnames: true },
    format: { ascii_only: true },
  });
  return needs + code.replace(/;$/, '');
}

const entries = readdirSync(source, { withFileTypes: true })
  .filter((folder) => folder.isDirectory() && readdirSync(new URL(folder.name, source)).includes('entry.ts'))
  .map(({ name }) => name);
mkdirSync(output, { recursive: true });
for (const module of [
  ...(await bundle(SELF_CONTAINED, false)),
  ...(await bundle(
    entries.filter((name) => !SELF_CONTAINED.includes(name)),
    true,
  )),
]) {
  writeFileSync(new URL(`${module.name}.bundle.js`, output), await toFunction(module));
}
