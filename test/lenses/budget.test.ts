import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../helpers/console.js';
import { until } from '../helpers/until.js';

/** What V8 prints of a collection that was asked for, as `--trace-gc` has it. */
const ASKED_FOR = /low memory notification/;

for (const [maxPause, collects, why] of [
  [32, false, 'a guess decides'],
  [100, true, 'a guess does not decide'],
] as const) {
  test(`the heap is ${collects ? '' : 'not '}collected in order to choose a lens where ${why}`, () =>
    withConsole(
      'classes.cjs',
      async (console, target) => {
        const [{ lens }] = await console.json('.types');
        if (collects) return await until(() => ASKED_FOR.test(target.output()));
        assert.equal(lens, 'walk');
        assert.doesNotMatch(target.output(), ASKED_FOR);
      },
      { nodeOptions: ['--trace-gc'], console: { maxPause } },
    ));
}
