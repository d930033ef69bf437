// Bundles src/target/relay to dist/target/relay.bundle.js: one source that any Node from 18 on can evaluate where
// nothing is installed.
import { build } from 'esbuild';

await build({
  entryPoints: [new URL('../src/target/relay/entry.ts', import.meta.url).pathname],
  outfile: new URL('../dist/target/relay.bundle.js', import.meta.url).pathname,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node18',
  minify: true,
});
