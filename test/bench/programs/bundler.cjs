// A bundler in its watch mode: rollup with the module graph, the syntax trees and the generated code of a large application.
const { readFileSync, readdirSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { transform } = require('esbuild');
const { rollup } = require('rollup');

/** Modules that make about one megabyte of snapshot. */
exports.unitsPerMegabyte = 0.85;

const folder = join(__dirname, '../node_modules/chrome-devtools-frontend/front_end');
const builds = [];

/** Reads these modules alone, and takes TypeScript's types out of them. */
const withoutTypes = (modules) => ({
  name: 'without-types',
  resolveId(id, importer) {
    const path = importer === undefined ? id : join(dirname(importer), id.replace(/\.js$/, '.ts'));
    return modules.includes(path) ? path : { id: path, external: true };
  },
  load(id) {
    return readFileSync(id, 'utf8');
  },
  async transform(code, id) {
    const result = await transform(code, { loader: 'ts', sourcemap: true, sourcefile: id });
    return { code: result.code, map: result.map };
  },
});

exports.fill = async (units) => {
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('node_modules'))
    .map((file) => join(folder, file))
    .sort();
  for (let first = 0; first < units; first += files.length) {
    const input = files.slice(0, units - first);
    const build = await rollup({
      input,
      plugins: [withoutTypes(input)],
      onwarn() {},
      treeshake: false,
      shimMissingExports: true,
    });
    builds.push(build.cache, build);
  }
};
exports.kept = () => builds;
