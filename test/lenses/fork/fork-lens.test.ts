import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { choiceIndex, choiceText } from '#src/view/text/choice.js';
import { expectFailure, type Json, leakconsole } from '../../helpers/cli.js';
import { attachConsole } from '../../helpers/console.js';
import { startTarget, type TestTarget } from '../../helpers/target.js';

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
    assert.ok(forked.cost.pauseMs < counted.cost.pauseMs, `${forked.cost.pauseMs} ms`);
    const [without] = await console.json('.types 1');
    assert.equal(without.lens, 'census', 'the word holds for one line');
    await console.run('.budget --fork always');
    assert.equal((await console.json('.types 1'))[0].lens, 'fork');
  } finally {
    await console.detach();
  }
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
    } finally {
      await console.detach();
    }
  },
);

test('what the budget refuses names the forked child, with its price', options, async () => {
  const line = ['snapshot', target.url, '--no-file', '--max-pause', '1ms'];
  expectFailure(await leakconsole(line), {
    code: 3,
    what: /^error: refused: a heap snapshot would stall the target/,
    hint: /^a forked child would stall it for about .* and take .* a core for about \d+ s: --fork\. Or allow it with/,
  });
});

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
