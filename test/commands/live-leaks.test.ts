import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';

/** For each service: the class that leaks, and what holds it. */
const leaks: readonly (readonly [service: string, name: string, path: RegExp])[] = [
  ['cache.cjs', 'User', /cache\.cjs: main\.cache/],
  ['closure.cjs', 'Payload', /closure\.cjs: main\.retries .*body/],
  ['listener.mjs', 'Visit', /listener\.mjs: main\.settings .*visit/],
  ['timer.cjs', 'Lease', /keepAlive\(\) timer\.cjs:\d+: lease/],
  ['error.mjs', 'NotFoundError', /error\.mjs: main\.recentErrors/],
  ['promise.mjs', 'Job', /promise\.mjs: main\.waiting/],
  ['uploads.cjs', 'Upload', /uploads\.cjs: main\.store .*uploads/],
  ['decorator.mjs', 'Report', /decorator\.mjs: main\.report .*memoize\.mjs:\d+: remembered/],
];

describe('a leak is found in the running service', { concurrency: 2 }, () => {
  for (const [service, name, path] of leaks) {
    test(`${service}: growth names ${name}, and retainers what holds it`, long, async () => {
      await withConsole(`leaks/${service}`, async ({ json, run }, { get }) => {
        const load = async () => {
          for (let request = 0; request < 25; request++) await get(`/${Math.random()}`);
        };
        await load();
        const [base] = await json('.growth');
        assert.equal(base.result.since, null);
        await load();
        const [growth] = await json('.growth 50');
        assert.equal(growth.lens, 'census');
        assert.equal(growth.result.since, base.result.takenAt);
        const [first] = growth.result.types.filter(({ origin }: { origin: string }) => origin === 'own');
        assert.deepEqual([first.name, first.delta], [name, 25]);
        const text = (await run(`.retainers ${name} --paths 3`)).replace(/\s+/g, ' ');
        assert.match(text, path);
        const [{ result }] = await json(`.retainers ${name}`);
        assert.equal(result.count, first.count, 'the census counts what the snapshot has');
      });
    });
  }
});
