import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { signatureOf } from '#src/diagnosis/signature.js';
import type { Json } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { longOnOneLine } from '../helpers/long.js';
import { leakconsoleHere } from '../helpers/main.js';
import { underLoad } from '../helpers/under-load.js';

const folder = mkdtempSync(join(tmpdir(), 'leakconsole-signatures-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The signature of each holder in leaks/holders.cjs: the same on every version of Node, in every way of looking. */
const SIGNATURES = new Map(
  [
    ['open'],
    ['first', '#rows'],
    ['second', '#rows'],
    ['bus', 'opened'],
    ['bus', 'closed'],
    ['stop', 'abort'],
    ['makeKeeper', 'kept'],
  ].map((names) => [signatureOf('/anywhere/holders.cjs', names), names.join('.')]),
);

/** Each request adds some 30 objects. */
const PACE_MS = 60;

const holdersIn = ({ result }: Json): string[] =>
  (result.findings as Json[]).map(({ signature, holder }) => SIGNATURES.get(signature) ?? `unknown: ${holder?.path}`);

test('a signature tells holders of one class apart, and is the same live, without a snapshot, and in files', {
  ...longOnOneLine,
  timeout: 600_000,
}, async () => {
  const files = ['a', 'b'].map((name) => join(folder, `${name}.heapsnapshot`));
  await withConsole('leaks/holders.cjs', async (console, target) => {
    const seen = new Map<string, readonly string[]>();
    const look = (options: string) =>
      underLoad(target, '/', () => console.json(`.diagnose --for 3s ${options}`), PACE_MS);
    seen.set('live', holdersIn((await look(''))[0]));
    seen.set('without a snapshot', holdersIn((await look('--no-snapshot'))[0]));
    for (const file of files) {
      for (let n = 0; n < 50; n++) await target.get('/');
      await console.json(`.snapshot ${file}`);
    }
    seen.set('files', holdersIn((await leakconsoleHere(['diagnose', ...files, '--json'])).json()[0]));
    const all = [...SIGNATURES.values()].sort();
    for (const [how, holders] of seen) assert.deepEqual([...holders].sort(), all, how);
  });
});
