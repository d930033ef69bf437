// Bundles src/target/relay to dist/target/relay/*.br: one source for each kind of question, which any Node from 18 on
// can evaluate where nothing is installed, compressed so that it goes over a slow link in one window of TCP. Each is
// there for Linux alone, and for any platform.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

for (const ask of ['list', 'file', 'port', 'process']) {
  for (const [suffix, define] of [
    ['.linux', { 'process.platform': '"linux"' }],
    ['', {}],
  ]) {
    const { outputFiles } = await build({
      entryPoints: [pathOf(`../src/target/relay/${ask}.ts`)],
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node18',
      minify: true,
      define,
      write: false,
    });
    const [{ contents }] = outputFiles;
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length };
    writeFileSync(pathOf(`../dist/target/relay/${ask}${suffix}.br`), brotliCompressSync(contents, { params }));
  }
}
