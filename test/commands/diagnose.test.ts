import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { signatureOf } from '#src/diagnosis/signature.js';
import { expectFailure } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { long, longOnOneLine } from '../helpers/long.js';
import { leakconsoleHere } from '../helpers/main.js';
import type { TestTarget } from '../helpers/target.js';
import { withTarget } from '../helpers/target.js';
import { underLoad } from '../helpers/under-load.js';

const folder = mkdtempSync(join(tmpdir(), 'leakconsole-diagnose-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Of the Map `cache` in leaks/cache.cjs, live and in files, on every version of Node. */
const SIGNATURE = signatureOf('/anywhere/cache.cjs', ['cache']);

test('a Map that grows is the finding: its name, its place, the class, and what to do', {
  ...long,
  timeout: 300_000,
}, async () => {
  await withConsole('leaks/cache.cjs', async (console, target) => {
    const [{ result }] = await underLoad(target, '/users/', () => console.json('.diagnose --for 3s'));
    const shown = JSON.stringify(result.findings, null, 1);
    assert.equal(result.verdict, 'leak', shown);
    const [first] = result.findings;
    assert.equal(first.holder.path, 'main.cache', shown);
    assert.equal(first.holder.kind, 'Map');
    assert.equal(first.signature, SIGNATURE);
    assert.match(first.holder.place.url, /leaks\/cache\.cjs$/);
    assert.match(
      first.sentence,
      /^main\.cache \(Map\) in cache\.cjs:\d+ gained .* at every look \(5 of 5\) and lost none/,
    );
    assert.ok(first.retainedBytes > 0 && first.share > 0, 'a snapshot fits the budget');
    assert.deepEqual(result.notLookedAt, []);
    assert.ok(console.phases.some((phase) => /^look 2 of 6|the service works · look 2 of 6 in/.test(phase)));
    assert.equal(console.phases.at(-1), '');
  });
});

test('worker threads, whose heaps are not looked at, are told', long, async () => {
  await withConsole(
    'workers.cjs',
    async (console) => {
      const [{ result }] = await console.json('.diagnose --for 1s --no-snapshot');
      const shown = JSON.stringify(result.notLookedAt);
      assert.match(
        shown,
        /heaps of 1 worker thread \(the largest: worker \d+, [\d.]+ MB\): diagnose each as TARGET\/worker:\d/,
      );
    },
    { args: ['parked'] },
  );
});

test('listeners that stay are a finding of their kind', { timeout: 300_000, ...long }, async () => {
  await withConsole('leaks/listener.mjs', async (console, target) => {
    const [{ result }] = await underLoad(target, '/', () => console.json('.diagnose --for 3s --no-snapshot'));
    const [first] = result.findings;
    assert.equal(first?.kind, 'listeners', JSON.stringify(result, null, 1));
    assert.match(first.holder.path, /^main\.settings\.listeners\("change"\)$/);
  });
});

test('objects of the service that only Node holds are a finding', { timeout: 300_000, ...long }, async () => {
  await withConsole('leaks/expiry.cjs', async (console, target) => {
    const [{ result }] = await underLoad(target, '/', () => console.json('.diagnose --for 3s'));
    const shown = JSON.stringify(result.findings, null, 1);
    const [first] = result.findings;
    assert.deepEqual([first?.kind, first?.class], ['timer', 'Session'], shown);
    assert.match(first.holder.path, /^open handles: Timeout/, shown);
    assert.match(first.sentence, /Session \(expiry\.cjs:5\)/);
  });
});

test('a cache that fills and is emptied is no finding', { timeout: 300_000, ...longOnOneLine }, async () => {
  await withConsole('../corpus/healthy/churn.cjs', async (console, target) => {
    const [{ result }] = await underLoad(target, '/', () => console.json('.diagnose --for 4s'));
    assert.deepEqual(result.findings, []);
    assert.match(result.verdict, /^(none|undecided)$/);
  });
});

test('without load nothing grows; what the budget forbids is told', {
  timeout: 300_000,
  ...longOnOneLine,
}, async () => {
  await withConsole('service.cjs', async (console) => {
    const text = await console.run('.diagnose --for 1s --no-snapshot');
    assert.match(text, /^(no leak seen|undecided) · /);
    assert.match(text, /not looked at:\n +a heap snapshot: --no-snapshot/);
  });
});

test('--fail-on growth ends with code 4, unless the baseline knows the leak', {
  timeout: 300_000,
  ...longOnOneLine,
}, async () => {
  await withTarget('leaks/cache.cjs', {}, async (target) => {
    const run = (...args: string[]) =>
      underLoad(target, '/users/', () =>
        leakconsoleHere([
          'diagnose',
          `${target.port}`,
          '--for',
          '3s',
          '--no-snapshot',
          '--json',
          '--fail-on',
          'growth',
          ...args,
        ]),
      );
    const failed = await run();
    assert.equal(failed.code, 4, failed.stdout + failed.stderr);
    const [{ result }] = failed.json();
    const baseline = join(folder, 'known.txt');
    writeFileSync(
      baseline,
      `# ours\n${result.findings.map((each: { signature: string }) => each.signature).join('\n')}\n`,
    );
    const known = await run('--baseline', baseline);
    const signature = result.findings[0].signature;
    assert.ok(known.json()[0].result.known.includes(signature), known.stdout);
  });
});

test('--run starts a program, looks at it, and ends it', { timeout: 300_000, ...longOnOneLine }, async () => {
  const script = join(folder, 'service.cjs');
  writeFileSync(script, 'const kept = []; setInterval(() => kept.push({ n: kept.length }), 5);');
  const { code, stdout, stderr } = await leakconsoleHere([
    ...['diagnose', '--run', `node ${script}`, '--for', '3s', '--json', '--fail-on', 'growth', '--max-pause', '60s'],
  ]);
  assert.equal(code, 4, stdout + stderr);
  const [first] = JSON.parse(stdout).result.findings;
  assert.match(first.holder.path, /kept/);
  // The next session has other ids.
  assert.ok(first.path !== null && !first.next.join().includes('@'), stdout);
});

for (const [args, what] of [
  [['diagnose'], /^error: an argument is missing: leakconsole diagnose <target> \[files\.\.\]$/],
  [['diagnose', '9229', '--run', 'node a.js'], /^error: give a target or --run, not both$/],
  [['diagnose', '--run', 'npm start'], /^error: --run must begin with node, and a script \(got npm start\)$/],
] as const) {
  test(`wrong usage: ${args.join(' ')}`, async () => {
    expectFailure(await leakconsoleHere([...args]), { code: 2, what, hint: /./ });
  });
}

test('--load and --url exclude each other; a URL is one', { timeout: 300_000 }, async () => {
  await withConsole('service.cjs', async (console) => {
    await assert.rejects(console.run('.diagnose --load x --url http://127.0.0.1:1/'), /exclude each other/);
    await assert.rejects(console.run('.diagnose --url 127.0.0.1:1'), /--url must be a URL that begins with http/);
    await assert.rejects(console.run('.diagnose --url http://127.0.0.1:99999/'), /--url must be a URL/);
    await assert.rejects(console.run('.diagnose --url http://127.0.0.1:/'), /--url has a colon, and no port after it/);
    await assert.rejects(console.run('.diagnose --url http://%zz@127.0.0.1/'), /--url has a % .* that encodes nothing/);
    await assert.rejects(console.run('.diagnose --baseline /nosuch/file'), /--baseline \/nosuch\/file cannot be read/);
  });
});

test('a load that fails at once is an error, before the waiting is paid', { timeout: 300_000 }, async () => {
  await withConsole('service.cjs', async (console, target) => {
    const load = `"echo no such host >&2; exit 3"`;
    await assert.rejects(
      console.run(`.diagnose --for 10m --load ${load}`),
      /: --load ended with code 3: no such host$/,
    );
    const url = `http://127.0.0.1:${target.port}/nowhere`;
    await assert.rejects(console.run(`.diagnose --for 10m --url ${url}`), /is not answered without an error: /);
    assert.equal(console.target.sampling, null);
  });
});

test('a load that ends early is told, and nothing is said of a leak', { timeout: 300_000 }, async () => {
  await withConsole('service.cjs', async (console) => {
    const [{ result }] = await console.json('.diagnose --for 10m --no-snapshot --load "exit 0"');
    assert.equal(result.verdict, 'undecided');
    assert.match(result.notLookedAt.join('\n'), /--load ended after \d of 6 looks: let it run for 10 min/);
  });
});

test('files: one shows what is large, several what grows; a process is not compared with files', {
  timeout: 300_000,
  ...longOnOneLine,
}, async () => {
  const files = ['a', 'b'].map((name) => join(folder, `${name}.heapsnapshot`));
  await withTarget('leaks/cache.cjs', {}, async (target) => {
    await withSnapshots(target, files);
  });
  const { result: two } = (await leakconsoleHere(['diagnose', ...files, '--json'])).json()[0];
  assert.equal(two.looks, 2);
  assert.equal(two.findings[0].holder.path, 'main.cache', JSON.stringify(two.findings, null, 1));
  assert.equal(two.findings[0].signature, SIGNATURE);
  // Between two sessions V8 numbers objects anew, as another process does.
  assert.match(two.notLookedAt.join('\n'), /^which objects are new: .* those of two processes/);
  const { result: one } = (await leakconsoleHere(['diagnose', files[1], '--json'])).json()[0];
  assert.equal((await leakconsoleHere(['diagnose', files[1], '--fail-on', 'growth'])).code, 0);
  assert.deepEqual(one.notLookedAt, ['growth: one snapshot shows what is large; two or more show what grows']);
  expectFailure(await leakconsoleHere(['diagnose', files[0], '--for', '3s']), {
    code: 2,
    what: /^error: --for needs a running process, and this is a file$/,
    hint: /./,
  });
});

/** Takes a snapshot into each file, with requests between them. */
async function withSnapshots(target: TestTarget, files: readonly string[]): Promise<void> {
  for (const file of files) {
    for (let n = 0; n < 100; n++) await target.get(`/${n}`);
    const { code, stderr } = await leakconsoleHere(['snapshot', `${target.port}`, file, '--max-pause', '60s']);
    assert.equal(code, 0, stderr);
  }
}
