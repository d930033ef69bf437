// Bundles src/target/relay to dist/target/relay.br: one source that any Node from 18 on can evaluate where nothing is
// installed, compressed so that it goes over a slow link in one window of TCP.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

const { outputFiles } = await build({
  entryPoints: [pathOf('../src/target/relay/entry.ts')],
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node18',
  minify: true,
  write: false,
});
const [{ contents }] = outputFiles;
const params = { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length };
writeFileSync(pathOf('../dist/target/relay.br'), brotliCompressSync(contents, { params }));
