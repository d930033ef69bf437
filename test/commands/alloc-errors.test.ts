import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { longOnOneLine } from '../helpers/long.js';

const RUNS = 100;
/** Twice the standard error holds 95 to 96 % of what is measured: less than 93 % of 900 would be no chance. */
const LEAST_WITHIN = 0.93;

test('what each site keeps lies within twice the printed error, in 100 runs', longOnOneLine, async (context) => {
  await withConsole(
    'bundles/out/tsc-sites.cjs',
    async ({ evaluate, json, run }) => {
      await run('.alloc start --exact --interval 32k');
      const [within, of] = [new Map<string, number>(), new Map<string, number>()];
      for (let at = 0; at < RUNS; at++) {
        await run(`.alloc mark run${at}`);
        const { value } = await evaluate('JSON.stringify(await work(0.1, 120))');
        const [{ result }] = await json('.alloc diff --n 50');
        await evaluate('forget()');
        for (const [site, bytes] of Object.entries<number>(JSON.parse(value as string))) {
          const rows: Json[] = result.functions.filter(({ name }: Json) => name === site);
          const told = rows.reduce((sum, { selfBytes }) => sum + selfBytes, 0);
          const error = Math.hypot(...rows.map(({ errorBytes }) => errorBytes));
          of.set(site, (of.get(site) ?? 0) + 1);
          if (Math.abs(told - bytes) <= 2 * error) within.set(site, (within.get(site) ?? 0) + 1);
        }
      }
      const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
      const report = `${sum(within)} of ${sum(of)}: ${[...within].map((each) => each.join(' ')).join(', ')}`;
      context.diagnostic(report);
      assert.ok(sum(within) >= LEAST_WITHIN * sum(of), report);
    },
    { nodeOptions: ['--expose-gc'] },
  );
});
