import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findInstances } from '#src/analysis/instances.js';
import { retainingPaths } from '#src/analysis/retaining.js';
import { loadSnapshot } from '#src/snapshot/files.js';
import { pathText } from '#src/view/paths.js';
import { withSnapshotsOf } from '../helpers/leaky-service.js';
import { long } from '../helpers/long.js';

/** For each service: the class that leaks, and the path that a programmer expects. */
const leaks: [service: string, name: string, path: RegExp][] = [
  ['cache.cjs', 'User', /^cache\.cjs: main\.cache \(Map\) → User @\d+$/],
  ['cache.mjs', 'User', /^cache\.mjs: main\.cache \(Map\) → User @\d+$/],
  [
    'closure.cjs',
    'Payload',
    /^closure\.cjs: main\.retries \(Array\) → retry\(\) closure\.cjs:14 → scheduleRetry\(\) closure\.cjs:12: body \(Payload\)/,
  ],
  [
    'listener.mjs',
    'Visit',
    /^listener\.mjs: main\.settings \(EventEmitter\) → _events \(Object\) → change \(Array\) → function listener\.mjs:17 → function listener\.mjs:15: visit \(Visit\)/,
  ],
  ['timer.cjs', 'Lease', /_onTimeout \(renew\(\) timer\.cjs:12\) → keepAlive\(\) timer\.cjs:11: lease \(Lease\)/],
  [
    'error.mjs',
    'IncomingMessage',
    /^error\.mjs: main\.recentErrors \(Map\) → NotFoundError → request \(IncomingMessage\)/,
  ],
  ['promise.mjs', 'Job', /^promise\.mjs: main\.waiting \(Map\) → Promise → suspended runJob\(\) promise\.mjs:17 → Job/],
  ['uploads.cjs', 'Upload', /^uploads\.cjs: main\.store \(UploadStore\) → uploads \(Array\) → Upload/],
  [
    'decorator.mjs',
    'Report',
    /^decorator\.mjs: main\.report \(memoized\(\) memoize\.mjs:4\) → memoize\(\) memoize\.mjs:2: remembered \(Map\) → Report/,
  ],
  ['exported.mjs', 'Session', /^store\.mjs: sessions \(Map\) → Session/],
  ['imported.mjs', 'Tariff', /^node:internal\/modules\/esm\/\w+: .*\(ModuleJob\) → .*tariff \(Tariff\)/],
  ['plugins.cjs', 'Core', /^plugins\.cjs: main\.installed \(Map\) → Core @/],
];

describe('what holds the objects that leak is named first', { concurrency: 3 }, () => {
  for (const [service, name, path] of leaks) {
    test(`${service}: ${name}`, service === 'cache.mjs' ? {} : long, async () => {
      await withSnapshotsOf(service, { requests: 50 }, async ([file]) => {
        const heap = await loadSnapshot(file, () => {});
        const { count, paths } = retainingPaths(heap, findInstances(heap, name), 3);
        assert.match(pathText(paths[0]), path);
        assert.equal(count, 50);
        assert.equal(
          paths.reduce((sum, each) => sum + each.count, 0),
          50,
          'the paths shown hold all of them',
        );
      });
    });
  }
});
