// Fills the heap with a program of test/bench/programs and lets V8 write its snapshot. Runs on Node 18 and later.
//   node --max-old-space-size=16000 write-heap.cjs PROGRAM MEGABYTES FILE
const { renameSync } = require('node:fs');
const { writeHeapSnapshot } = require('node:v8');

/** The snapshot of Node alone. */
const emptyMegabytes = 5;

const [name, megabytes, file] = process.argv.slice(2);
const program = require(`./programs/${name}.cjs`);

(async () => {
  await program.fill(Math.round((megabytes - emptyMegabytes) * program.unitsPerMegabyte));
  globalThis.kept = program.kept();
  writeHeapSnapshot(`${file}.partial`);
  renameSync(`${file}.partial`, file);
  process.exit();
})();
