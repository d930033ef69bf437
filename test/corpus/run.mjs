// npm run corpus [-- NAME… --json FILE]: runs leaks, healthy services and frameworks through the console; see log/README.md.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { corpus, installPackages, readLog } from './harness/packages.mjs';
import { runFramework } from './harness/run-framework.mjs';
import { runHealthy } from './harness/run-healthy.mjs';
import { runLeak } from './harness/run-leak.mjs';
import { runsOn } from './harness/start-service.mjs';
import { tables } from './harness/tables.mjs';
import { writeReadme } from './harness/write-readme.mjs';

const PARTS = { leaks: runLeak, healthy: runHealthy, frameworks: runFramework };

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, readme: { type: 'boolean' } },
});
if (values.readme) {
  writeReadme();
  process.exit();
}
installPackages(corpus);
const results = {};
for (const [part, run] of Object.entries(PARTS)) {
  const named = (entry) => words.length === 0 || words.includes(part) || words.includes(entry.name);
  const entries = readLog(part).filter(named);
  if (entries.length === 0) continue;
  const table = tables[part];
  console.log(`\n${table.head()}`);
  results[part] = [];
  for (const entry of entries) {
    const result = runsOn(entry.node)
      ? await run(entry).catch((error) => ({ failed: error.message }))
      : { skipped: true };
    results[part].push({ name: entry.name, ...result });
    console.log(table.row(entry.name, result));
    if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  }
  console.log(table.sum(results[part]));
}
