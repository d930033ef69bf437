import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadable } from '#src/register/loadable.js';
import { bundleOf } from '#src/session/realm.js';
import { expectCode, leakconsole } from '../helpers/cli.js';
import { withTarget } from '../helpers/target.js';

/** Shorter messages are calls. */
const LEAST_CODE = 1200;

/** The characters of the messages that carried code to a target. */
async function codeSentBy(...args: string[]): Promise<number> {
  const result = await leakconsole(args, { env: { NODE_DEBUG: 'leakconsole' } });
  expectCode(result, 0);
  const lengths = [...result.stderr.matchAll(/→ \d+ [\w.]+, (\d+) characters/g)].map(([, length]) => Number(length));
  return lengths.filter((length) => length >= LEAST_CODE).reduce((sum, length) => sum + length, 0);
}

test('how much code a session sends', () =>
  withTarget('service.cjs', {}, async ({ port }) => {
    const evaluation = await codeSentBy('eval', `${port}`, '1+1');
    assert.ok(evaluation > 20_000 && evaluation < 27_100, `eval 1+1: ${evaluation} characters`);
    const looks = await codeSentBy('attach', `${port}`, '-e', '.types', '-e', '.collections');
    assert.ok(looks > 60_000 && looks < 88_000, `.types and .collections: ${looks} characters`);
  }));

test('what entries share is sent once, before what needs it', () => {
  const census = loadable('census', new Set(), bundleOf);
  const walk = loadable('walk', new Set(census.names), bundleOf);
  assert.equal(census.names.at(-1), 'census');
  assert.equal(walk.names.at(-1), 'walk');
  assert.deepEqual(
    walk.names.filter((name) => census.names.includes(name)),
    [],
  );
  assert.ok(loadable('walk', new Set(), bundleOf).names.length > walk.names.length);
});
