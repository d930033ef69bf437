import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../../helpers/console.js';

interface Look {
  readonly collections: readonly { readonly path: string; readonly entries: number }[];
  readonly walk: { readonly scopes: number };
}

test('a later look asks about fewer functions, and sees all that the first has seen, and what came since', () =>
  withConsole('contexts.cjs', async ({ json, text }) => {
    const look = async (): Promise<Look> => (await json('.collections 500'))[0].result;
    const entriesOf = ({ collections }: Look, pattern: RegExp) =>
      collections.filter(({ path }) => pattern.test(path)).map(({ entries }) => entries);
    await text('counted.add("first"), Registry.add(1), 0');
    const first = await look();
    for (const pattern of [/counts$/, /#entries$/]) assert.deepEqual(entriesOf(first, pattern), [1], String(pattern));
    assert.deepEqual(entriesOf(first, /cache$/), []);
    const second = await look();
    assert.ok(second.walk.scopes < first.walk.scopes, `${second.walk.scopes} after ${first.walk.scopes} scopes`);
    const paths = new Set(second.collections.map(({ path }) => path));
    assert.deepEqual(
      first.collections.filter(({ path }) => !paths.has(path)),
      [],
    );
    await text('fill(), third.fill(), third.fill(), counted.add("second"), Registry.add(2), 0');
    const third = await look();
    assert.deepEqual(entriesOf(third, /cache$/).sort(), [1, 2]);
    for (const pattern of [/counts$/, /#entries$/]) assert.deepEqual(entriesOf(third, pattern), [2], String(pattern));
  }));
