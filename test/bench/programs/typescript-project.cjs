// The TypeScript compiler with a large project, as an editor's language server holds it: sources, syntax trees, symbols, types.
const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const typescript = require('typescript');

/** Files of the project that make about one megabyte of snapshot. */
exports.unitsPerMegabyte = 1;

const folder = join(__dirname, '../node_modules/chrome-devtools-frontend/front_end');
const programs = [];

exports.fill = (units) => {
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .map((file) => join(folder, file))
    .sort();
  // Each file counts, as what it imports is not read.
  const options = { noEmit: true, noResolve: true, skipLibCheck: true, target: typescript.ScriptTarget.ESNext };
  for (let first = 0; first < units; first += files.length) {
    const program = typescript.createProgram(files.slice(0, units - first), options);
    for (const file of program.getSourceFiles().slice(0, 200)) program.getSemanticDiagnostics(file);
    programs.push(program);
  }
};
exports.kept = () => programs;
