import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Json } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { fixture } from '../helpers/target.js';

const SOURCE = readFileSync(fixture('bundles/src/sites.ts'), 'utf8').split('\n');

/** How each allocating function begins in the source. */
const SITES: Readonly<Record<string, string>> = {
  keepSmall: 'function keepSmall',
  keepMedium: 'function keepMedium',
  keepLarge: 'const keepLarge',
  // Where their constructors stand.
  Base: '  constructor',
  Derived: '  constructor',
  makeClosure: 'function makeClosure',
  parse: 'function parse',
  literals: 'function literals',
  load: 'async function load',
};

/** The place of a function, as a table shows it. */
function locationOf(site: string): string {
  const from = Math.max(
    0,
    SOURCE.findIndex((line) => line.startsWith(`class ${site}`)),
  );
  const index = SOURCE.findIndex((line, at) => at >= from && line.startsWith(SITES[site]));
  assert.ok(index >= 0, site);
  return `sites.ts:${index + 1}`;
}

for (const [how, options, length] of [
  ['cold code', '', 12_000],
  ['hot code, with --exact', '--exact', 120],
] as const) {
  test(
    `bytes are told of the function in the original source that keeps them, by its name there: ${how}`,
    long,
    async (context) => {
      const reports: string[] = [];
      let [sites, right] = [0, 0];
      for (const file of [
        'tsc-sites.cjs',
        'tsx/sites.js',
        'sites-esbuild-minified.cjs',
        'sites-webpack-production.cjs',
      ]) {
        await withConsole(
          `bundles/out/${file}`,
          async ({ evaluate, json, run }) => {
            if (options !== '') await evaluate(`await work(0.2, ${length}); forget()`);
            await run(`.alloc start ${options} --interval 8k`);
            const { value } = await evaluate(`JSON.stringify(await work(0.5, ${length}))`);
            const kept: Record<string, number> = JSON.parse(value as string);
            const [{ result }] = await json('.alloc top 100');
            const seen = new Map<string, number>();
            for (const { name, location, selfBytes } of result.functions as Json[])
              seen.set(`${name} ${location}`, (seen.get(`${name} ${location}`) ?? 0) + selfBytes);
            const shares = Object.entries(kept).map(([site, bytes]) => ({
              site,
              bytes,
              share: (seen.get(`${site} ${locationOf(site)}`) ?? 0) / bytes,
            }));
            const named = shares.filter(({ share }) => share >= 0.7 && share <= 1.3);
            sites += shares.length;
            right += named.length;
            const rightBytes = shares.reduce((sum, { bytes, share }) => sum + bytes * Math.min(share, 1.15), 0);
            const rightShare = rightBytes / result.liveBytes;
            const report =
              `${file}, ${how}: ${named.length} of ${shares.length} sites, ` +
              `${(100 * rightShare).toFixed(1)} % of the bytes`;
            context.diagnostic(report);
            reports.push(`${report}\n${JSON.stringify([shares, result])}`);
            if (options !== '') assert.ok(rightShare >= 0.95, `${report}\n${JSON.stringify([shares, result])}`);
          },
          { nodeOptions: ['--expose-gc'] },
        );
      }
      assert.ok(right >= 0.9 * sites, reports.join('\n'));
    },
  );
}
