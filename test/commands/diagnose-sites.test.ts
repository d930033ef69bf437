import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { longOnOneLine } from '../helpers/long.js';
import { underLoad } from '../helpers/under-load.js';

/** By what holds it, the function of the source that makes what gathers there. */
const SITES: Readonly<Record<string, string>> = {
  'main.sessions': 'openSession leaks.ts:29',
  'main.tasks': 'planTask leaks.ts:35',
  'main.settings.listeners("change")': 'watchSettings leaks.ts:40',
  'main.openTickets': 'openTicket leaks.ts:44',
  'main.audit': 'makeTicket leaks.ts:49',
};

for (const [file, options] of [
  ['tsc-leaks.cjs', ''],
  ['leaks-esbuild-minified.cjs', ''],
  ['leaks-esbuild-minified.cjs', '--no-snapshot'],
] as const) {
  test(`five leaks in one file: each finding names what makes it, and its own signature: ${file} ${options}`, {
    ...longOnOneLine,
    timeout: 300_000,
  }, async () => {
    await withConsole(`bundles/out/${file}`, async (console, target) => {
      const [{ result }] = await underLoad(target, '/', () => console.json(`.diagnose --for 3s ${options}`));
      const shown = JSON.stringify(result.findings, null, 1);
      const sites = (result.findings as Json[]).map(({ holder, sites: [site] }) => [
        holder?.path,
        `${site?.name} ${site?.location}`,
      ]);
      assert.deepEqual(Object.fromEntries(sites), SITES, shown);
      assert.ok(
        result.findings.every((finding: Json) => finding.sites.every((site: Json) => site.basis === 'source')),
        shown,
      );
      assert.equal(new Set(result.findings.map(({ signature }: Json) => signature)).size, sites.length, shown);
    });
  });
}
