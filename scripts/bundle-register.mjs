// Bundles what a service loads to open a console to itself (src/register) to CommonJS for Node 18 and later, which
// `--require` takes too.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('../src/register/', import.meta.url));
const output = fileURLToPath(new URL('../dist/register/', import.meta.url));

/** A process loads this file once, by whichever of the two ways: what it has started is known there. */
const shared = {
  name: 'shared',
  setup: ({ onResolve }) =>
    onResolve({ filter: /start-console-server\.js$/ }, () => ({ path: './start-console-server.cjs', external: true })),
};

await build({
  entryPoints: ['register', 'start-console-server', 'server-thread'].map((name) => `${source}${name}.ts`),
  outdir: output,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node18',
  minifySyntax: true,
  minifyWhitespace: true,
  plugins: [shared],
  // By a name that is no file's, the console knows that it is none of the program's modules.
  footer: { js: '//# sourceURL=leakconsole-register' },
});
// As single modules they do not work.
for (const name of ['register', 'start-console-server', 'server-thread'])
  rmSync(`${output}${name}.js`, { force: true });
