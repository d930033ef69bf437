import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';
import { corpus } from './packages.mjs';

/** How a service in TypeScript goes to production; each has a source map. */
const BUILDS = {
  transpiled: { bundle: false },
  minified: { bundle: true, minify: true },
};

/** Builds a service that is written in TypeScript, beside the corpus' packages; gives the file to start. */
export function buildService(source, build) {
  const folder = join(corpus, 'build');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${basename(source, '.ts')}.cjs`);
  buildSync({
    ...BUILDS[build],
    entryPoints: [source],
    outfile,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: true,
    logLevel: 'error',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  return outfile;
}
