import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { expectCode, expectFailure, type Json, leakconsole as leakconsoleElsewhere } from '../helpers/cli.js';
import { withSnapshotsOf } from '../helpers/leaky-service.js';
import { longElsewhere } from '../helpers/long.js';
import { leakconsoleHere as leakconsole } from '../helpers/main.js';

test('the commands answer from the shell and in the console', { ...longElsewhere, concurrency: 3 }, async (t) => {
  const drawings = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  t.after(() => rm(drawings, { recursive: true }));
  await withSnapshotsOf('cache.mjs', { requests: 30, batches: 2 }, async ([before, after]) => {
    const run = async (...args: string[]): Promise<string> => {
      const result = await leakconsole(args);
      expectCode(result, 0);
      return result.stdout;
    };
    const json = async (...args: string[]) => JSON.parse(await run(...args, '--json'));

    const tests: Promise<void>[] = [];
    const check = (name: string, run: () => Promise<void>) => tests.push(t.test(name, run));

    check('types', async () => {
      const { command, lens, result } = await json('types', after, '500', '--filter', '^User$');
      assert.deepEqual([command, lens], ['types', 'snapshot']);
      assert.equal(result.types[0].count, 60);
      assert.equal(result.types[0].location, 'cache.mjs:7');
      assert.match(await run('types', after, '3', '--sort', 'count'), /^ *count +shallow +retained +share +class\n/);
    });

    check('count tells how many there are, and where their class stands', async () => {
      const { lens, result } = await json('count', after, 'User');
      assert.deepEqual([lens, result.count, result.walk], ['snapshot', 60, null]);
      const [{ place, ...counted }] = result.types;
      assert.deepEqual(counted, { name: 'User', location: 'cache.mjs:7', count: 60 });
      assert.deepEqual([basename(place.url), place.line, place.column], ['cache.mjs', 7, 14]);
      assert.equal(await run('count', after, 'User'), 'User: 60\nnext: .retainers User\n');
      const { stdout } = await leakconsole(['open', before, after], { input: '.count User\n' });
      assert.equal(stdout, 'User: 60\nnext: .retainers User\n');
      expectFailure(await leakconsole(['count', after, 'Usr']), { what: /no class Usr/, hint: /did you mean User\?/ });
    });

    check('a filter that is no regular expression is wrong usage, one that nothing matches is told', async () => {
      const wrong = await leakconsole(['types', after, '--filter', '(']);
      expectFailure(wrong, { code: 2, what: /\( is not a regular expression: Unterminated group$/, hint: /\\/ });
      assert.match(await run('types', after, '--filter', 'Usr$'), /^nothing matches \/Usr\$\/\n[\d,]+ objects/);
    });

    check('retainers of a class: from the module’s variable to the instance', async () => {
      const { result } = await json('retainers', after, 'User');
      assert.deepEqual([result.name, result.count, result.paths.length], ['User', 60, 1]);
      const [{ steps, start, count }] = result.paths;
      assert.equal(count, 60);
      assert.deepEqual([start.kind, start.name, start.isMain], ['module', 'cache.mjs', true]);
      const [first, last] = steps;
      assert.deepEqual(
        [first.edge, first.edgeType, first.name, first.location],
        ['cache', 'context', 'Map', 'cache.mjs'],
      );
      assert.equal(last.name, 'User');
      assert.match(await run('retainers', after, 'User'), /cache\.mjs: main\.cache \(Map\) → User @\d+/);
      assert.match(
        await run('retainers', after, 'User', '--raw'),
        /context cache → object Map @\d+\ninternal table → array/,
      );
    });

    check('an @id leads to the object, its retainers and its references', async () => {
      const { result } = await json('instances', after, 'User', '1');
      const id = `@${result.instances[0].id}`;
      assert.match(result.instances[0].content, /^\{id: "u\d+", name: "user u\d+", tags: Array\(2\)\}$/);
      assert.match(await run('object', after, id), /held by +cache\.mjs: main\.cache \(Map\) → User/);
      assert.match(await run('refs', after, id), /tags +@\d+/);
      assert.match(await run('retainers', after, id), /^User @.*\n└─ in Map @.*\n {3}└─ cache\.mjs: main\.cache\n/);
    });

    check('--paths tells how many retainers of an object are shown', async () => {
      const { result } = await json('instances', after, 'Object', '1');
      const id = `@${result.instances[0].id}`;
      const shown = async (paths: string) =>
        (await json('retainers', after, id, '--raw', '--paths', paths)).result.tree.retainers.length;
      assert.deepEqual([await shown('1'), await shown('2')], [1, 2]);
    });

    check('pictures are written where they are asked for', async () => {
      const [dot, svg] = [join(drawings, 'user.dot'), join(drawings, 'user.svg')];
      await run('retainers', after, 'User', '--dot', dot, '--svg', svg);
      assert.match(await readFile(dot, 'utf8'), /^digraph/);
      assert.match(await readFile(svg, 'utf8'), /<svg/);
      expectFailure(await leakconsole(['retainers', after, 'User', '--dot', join(drawings, 'no', 'user.dot')]), {
        what: /cannot be written/,
        hint: /directory/,
      });
    });

    check('biggest and strings', async () => {
      assert.match(await run('biggest', after, '50'), /cache\.mjs: main\.cache \(Map\) @\d+/);
      assert.match(await run('strings', after, '5'), /texts are there more than once, .* wasted/);
    });

    check('diff counts what is new, and lists it', async () => {
      const { result } = await json('diff', before, after, '-n', '1000');
      const user = result.types.find((each: { name: string }) => each.name === 'User');
      assert.deepEqual([user.new, user.deleted, user.delta], [30, 0, 30]);
      assert.match(await run('diff', before, after, 'User'), /^User: 30 new objects/);
    });

    check('two files of one name are two snapshots', async () => {
      const [first, second] = [join(drawings, 'x.heapsnapshot'), join(drawings, 'sub', 'x.heapsnapshot')];
      await mkdir(join(drawings, 'sub'));
      await Promise.all([copyFile(before, first), copyFile(after, second)]);
      const result = await leakconsoleElsewhere(['diff', second, 'x.heapsnapshot', '-n', '1000', '--json'], {
        cwd: drawings,
      });
      expectCode(result, 0);
      assert.equal(result.json()[0].result.types.find(({ name }: Json) => name === 'User').deleted, 30);
    });

    check('the console has both files, the later one to look at', async () => {
      const lines = '.diff User\n.retainers User --new\n.types 1\n';
      const { stdout } = await leakconsole(['open', before, after], { input: lines });
      assert.match(stdout, /User: 30 new objects.*User: 30 new objects.*main\.cache \(Map\) → User.*count +shallow/s);
    });

    check(
      'a class is found by name and place too, quoted or not, as types tells classes of one name apart',
      async () => {
        const name = 'User cache.mjs:7';
        assert.match(await run('retainers', after, name), /^User cache\.mjs:7: 60 objects/);
        const lines = [`.retainers ${name}`, `.retainers "${name}"`, `.instances ${name} 1`, `.instances "${name}" 1`];
        const { stdout, stderr } = await leakconsole(['open', after], { input: lines.join('\n') });
        assert.equal(stdout.match(/^User cache\.mjs:7: 60 objects/gm)?.length, 4, stderr);
        assert.equal(stdout.match(/^\+ 59 more/gm)?.length, 2);
      },
    );

    check('what is not there is refused with what is near', async () => {
      expectFailure(await leakconsole(['retainers', after, 'Usr']), {
        what: /no class Usr/,
        hint: /did you mean User\?/,
      });
      expectFailure(await leakconsole(['object', after, '@4000000000']), {
        what: /no object @4000000000/,
        hint: /@id/,
      });
      expectFailure(await leakconsole(['diff', after]), { what: /only one snapshot/, hint: /earlier/ });
      expectFailure(await leakconsole(['types', join(drawings, 'none.heapsnapshot')]), {
        what: /no such file/,
        hint: /path/,
      });
    });
    await Promise.all(tests);
  });
});
