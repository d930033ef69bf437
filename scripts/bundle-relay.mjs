// Bundles src/target/relay to dist/target/relay.bundle.js: one source that any Node from 18 on can evaluate where
// nothing is installed.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

await build({
  entryPoints: [pathOf('../src/target/relay/entry.ts')],
  outfile: pathOf('../dist/target/relay.bundle.js'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node18',
  minify: true,
});
