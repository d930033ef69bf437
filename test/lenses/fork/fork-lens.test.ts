import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { findInstances, newInstances } from '#src/analysis/instances.js';
import { matchNodes } from '#src/analysis/match-nodes.js';
import { choiceIndex, choiceText } from '#src/view/text/choice.js';
import { inFork } from '../../fork/open-forks.js';
import { expectCode, expectFailure, type Json, leakconsole } from '../../helpers/cli.js';
import { attachConsole } from '../../helpers/console.js';
import { long } from '../../helpers/long.js';
import { startTarget, type TestTarget, withTarget } from '../../helpers/target.js';

const options = { skip: process.platform !== 'linux' && 'only Linux has such a fork' };

let target: TestTarget;
before(async () => {
  target = await startTarget('leaks/cache.cjs');
  for (let id = 0; id < 20; id++) await target.get(`/${id}`);
});
after(() => target.stop());

test('a forked child counts what a census counts, without its stall', options, async () => {
  const console = await attachConsole(target);
  try {
    const [forked] = await console.json('.types 1000 --fork');
    const [counted] = await console.json('.types 1000');
    assert.deepEqual([forked.lens, counted.lens], ['fork', 'census']);
    const usersIn = ({ result }: Json) => result.types.find(({ name }: Json) => name === 'User');
    assert.deepEqual(usersIn(forked), usersIn(counted));
    // A busy machine may stall either of them; of some tries one is not.
    const again = async () => (await console.json('.types --fork'))[0].cost.pauseMs;
    const least = Math.min(forked.cost.pauseMs, await again(), await again(), await again());
    assert.ok(least < counted.cost.pauseMs, `${least} ms, ${counted.cost.pauseMs} ms`);
    const [without] = await console.json('.types 1');
    assert.equal(without.lens, 'census', 'the word holds for one line');
    await console.run('.budget --fork always');
    assert.equal((await console.json('.types 1'))[0].lens, 'fork');
  } finally {
    await console.detach();
  }
});

test('a forked child that counts very many objects is given the memory that it takes', options, async () => {
  await withTarget('service.cjs', {}, async ({ port }) => {
    const fill = 'class Small {} globalThis.many = Array.from({ length: 3e6 }, () => new Small()); 0';
    const lines = [fill, '.types 1 --fork'].flatMap((line) => ['-e', line]);
    // A busy machine leaves the child little: it yields to all else.
    const limits = ['--max-pause', '60s', '--max-fork-time', '10m'];
    const result = await leakconsole(['attach', port, '--json', ...limits, ...lines]);
    expectCode(result, 0);
    const [, types] = result.json();
    const [{ name, count }] = types.result.types;
    assert.deepEqual([types.lens, name, count], ['fork', 'Small', 3_000_000]);
  });
});

test(
  'a forked child takes the snapshot that names what holds a class, and an expression is found in it',
  options,
  async () => {
    const console = await attachConsole(target);
    try {
      const [{ lens, result }] = await console.json('.retainers User --fork');
      assert.equal(lens, 'fork');
      assert.match(JSON.stringify(result.paths[0]), /"edge":"cache"/);
      await assert.rejects(console.run(`.live @${result.paths[0].steps.at(-1).id}`), { code: 'other-ids' });
      const [size] = await console.json('.size cache --fork');
      assert.deepEqual([size.lens, size.result.name], ['fork', 'Map']);
      const [biggest] = await console.json('.biggest 100');
      assert.doesNotMatch(JSON.stringify(biggest.result), /"Realm"/, 'our own objects are no part of an answer');
    } finally {
      await console.detach();
    }
  },
);

test('a forked child writes a snapshot on the disk of its target, which replaces no file', {
  skip: options.skip || long.skip,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leakconsole-fork-'));
  const console = await attachConsole(target);
  try {
    const file = join(folder, 'there.heapsnapshot');
    const [{ lens, result }] = await console.json(`.snapshot --on-target ${file} --fork`);
    assert.deepEqual([lens, result.file, result.bytes], ['fork', file, statSync(file).size]);
    const { stdout } = await leakconsole(['types', file, '1000', '--json']);
    assert.equal(JSON.parse(stdout).result.types.find(({ name }: Json) => name === 'User')?.count, 20);
    assert.ok(
      console.phases.some((phase) => /^looking at the heap \(child: .*, (about|at most) .* left\)$/.test(phase)),
    );
    await assert.rejects(console.run(`.snapshot --on-target ${file} --fork`), { code: 'file-exists' });
    await assert.rejects(console.run(`.snapshot --on-target ${folder}/no/x --fork`), { code: 'unwritable-file' });
    assert.deepEqual(readdirSync(folder), ['there.heapsnapshot']);
  } finally {
    await console.detach();
    rmSync(folder, { recursive: true });
  }
});

test('where no child can be forked, another lens answers, and one line says why', options, async () => {
  await withTarget('leaks/cache.cjs', { nodeOptions: ['--no-addons'] }, async (other) => {
    const console = await attachConsole(other);
    try {
      const [{ lens }] = await console.json('.types --fork');
      assert.equal(lens, 'census');
      const why = /^no child can be forked: the target was started with --no-addons/;
      assert.match(console.notices.join('\n'), why);
      assert.match(console.notices.join('\n'), /: answered by a count of all objects instead$/);
      await assert.rejects(console.run('.types --lens fork'), { code: 'fork-refused', message: why });
      await console.run('.budget --pause 1ms');
      await assert.rejects(console.run('.snapshot --no-file'), { code: 'over-budget', hint: why });
    } finally {
      await console.detach();
    }
  });
});

test('a child that would need longer than it may live is refused, and the option is named', options, async () => {
  await withTarget(inFork('orders.cjs'), { env: { ORDERS: '100000' } }, async (other) => {
    const console = await attachConsole(other);
    try {
      await console.run('.budget --fork-time 1s');
      const refused = { code: 'fork-refused', message: /it would take about .* \(allowed: 1 s\); --max-fork-time/ };
      await assert.rejects(console.run('.snapshot --no-file --fork'), refused);
    } finally {
      await console.detach();
    }
  });
});

test('what the budget refuses names the forked child, with its price', options, async () => {
  const line = ['snapshot', target.url, '--no-file', '--max-pause', '1ms'];
  expectFailure(await leakconsole(line), {
    code: 3,
    what: /^error: refused: a heap snapshot would stall the target/,
    hint: /^a forked child would stall it for about .* and take .* a core for about \d+ s: --fork\. Or allow it with/,
  });
});

test(
  'whether there is a class is asked through the lens that is allowed, not by a count that stalls',
  options,
  async () => {
    const line = ['retainers', target.url, 'User', '--fork', '--max-pause', '25ms', '--json'];
    const { json } = await leakconsole(line);
    const [{ lens, cost, result }] = json();
    assert.equal(lens, 'fork');
    assert.ok(result.count > 0);
    assert.ok(cost !== null);
  },
);

test('at the prompt one chooses between the child and the stall', () => {
  const answers = ['[f]orked child', '[s]top the service for it'];
  assert.equal(choiceText('too much', answers), 'too much\n[f]orked child, [s]top the service for it, [N]o? ');
  assert.deepEqual(
    ['f', 'S', 'forked', 'stop', '', 'n', 'x'].map((typed) => choiceIndex(answers, typed)),
    [0, 1, 0, 1, -1, -1, -1],
  );
  assert.equal(choiceText('Do it?', ['[y]es']), 'Do it? [y/N] ');
  assert.deepEqual(
    ['y', 'YES', '', 'no'].map((typed) => choiceIndex(['[y]es'], typed)),
    [0, 0, -1, -1],
  );
});

test('beside an ordinary snapshot a forked one tells what is new, and old @ids lead back to live objects', {
  skip: options.skip || long.skip,
}, async () => {
  const console = await attachConsole(target);
  try {
    await console.run('.snapshot --no-file');
    for (let id = 100; id < 105; id++) await target.get(`/${id}`);
    await console.run('.snapshot --no-file --fork');
    const [{ result }] = await console.json('.diff User');
    assert.equal(result.count, 5);
    const [base, { heap }] = console.target.snapshots.list;
    const users = findInstances(heap, 'User');
    const recent = newInstances(heap, users, base.heap);
    const idOf = (node: number) => heap.analysis.graph.nodeId[node];
    const old = users.has.findIndex((is, node) => is === 1 && recent.has[node] === 0);
    assert.match(await console.run(`.live @${idOf(old)}`), /\$0 = User/);
    const ofChild = { code: 'other-ids', message: /was given by a forked child/ };
    await assert.rejects(console.run(`.live @${idOf(recent.has.indexOf(1))}`), ofChild);
    // What was born before each of two children is numbered by each.
    await console.run('.snapshot --no-file --fork');
    assert.equal(matchNodes(console.target.snapshots.latest!.heap, heap), null);
  } finally {
    await console.detach();
  }
});
