// A real program's heap: acorn with the syntax tree of a large program, as a linter or bundler holds it.
//   node real-heap.cjs SOURCE FILE
const { readFileSync } = require('node:fs');
const { writeHeapSnapshot } = require('node:v8');
const acorn = require('acorn');

const [source, file] = process.argv.slice(2);
const text = readFileSync(source, 'utf8');
const comments = [];
const tokens = [];
globalThis.kept = { comments, tokens, tree: null };
globalThis.kept.tree = acorn.parse(text, {
  ecmaVersion: 'latest',
  sourceType: 'module',
  locations: true,
  onComment: comments,
  onToken: tokens,
});
writeHeapSnapshot(file);
