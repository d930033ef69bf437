/** The orders service of test/fixtures/bundles, as each bundler makes it. */
export const BUNDLES: readonly string[] = [
  'esbuild.cjs',
  'esbuild.mjs',
  'esbuild-minified.cjs',
  'esbuild-minified.mjs',
  'webpack-development.cjs',
  'webpack-production.cjs',
  'rollup.mjs',
  'rollup-iife.cjs',
  'rollup-minified.cjs',
  'rollup-minified-iife.cjs',
  'tsx/main.js',
];
