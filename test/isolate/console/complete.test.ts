import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCommands } from '#src/dispatch/registry.js';
import { learnModules } from '#src/isolate/modules/lookup.js';
import { REGISTRY } from '#src/registry.js';
import { complete } from '#src/repl/complete.js';
import { withConsole } from '../../helpers/console.js';

const commands = await loadCommands(REGISTRY);

test('Tab looks for no module, and offers what is there until the modules are learnt', async () => {
  await withConsole('service.cjs', async ({ target, live }) => {
    const console = { target: live };
    assert.deepEqual(await complete(console, commands, 'cac'), [[], 'cac']);
    assert.deepEqual((await complete(console, commands, 'structuredCl'))[0], ['structuredClone']);
    assert.equal(target.modules.index, null);
    await learnModules(target);
    assert.equal(target.modules.areLookedFor, true);
    assert.deepEqual(await complete(console, commands, 'cac'), [['cache'], 'cac']);
  });
});

test('Tab offers globals, bindings, variables, properties, commands and modules', async () => {
  await withConsole('service.cjs', async ({ target, live, text }) => {
    await learnModules(target);
    await text('let counted = { one: 1, only: { deep: 1 } }');
    const offers = async (line: string) => (await complete({ target: live }, commands, line))[0];
    assert.deepEqual(await offers('cac'), ['cache']);
    assert.deepEqual(await offers('counted.on'), ['counted.one', 'counted.only']);
    assert.deepEqual(await offers('1 + counted.only.d'), ['counted.only.deep']);
    assert.deepEqual(await offers('main.ca'), ['main.cache']);
    assert.deepEqual(await offers('lookUp(cache.si'), ['cache.size']);
    assert.deepEqual(await offers('cache?.cle'), ['cache?.clear']);
    assert.deepEqual(await offers('server.listeni'), ['server.listening']);
    assert.ok((await offers('')).includes('cache'));
    assert.ok((await offers('requests.')).includes('requests.toFixed'));
    assert.deepEqual(await offers('structuredCl'), ['structuredClone']);
    assert.deepEqual(await offers('.sco'), ['.scope']);
    assert.deepEqual(await offers('.use ser'), ['service.cjs']);
    assert.deepEqual(await offers('.help mod'), ['modules']);
    assert.deepEqual(await offers('.types --sn'), ['--snapshot']);
    assert.deepEqual(await offers('.types '), []);
    assert.deepEqual(await offers('.path main.ca'), ['main.cache']);
    assert.deepEqual(await offers('cache.at(0).co'), []);
    for (const line of ['nowhere.x', 'lookUp("ann").na', '"cac', '1.to', 'undefined.x']) {
      assert.deepEqual(await offers(line), [], line);
    }
  });
});

test('no getter and no trap of the service runs for it', async () => {
  await withConsole('hostile.cjs', async ({ target, live }, { output }) => {
    await learnModules(target);
    const offers = async (line: string) => (await complete({ target: live }, commands, line))[0];
    for (const line of [
      '',
      'c',
      'proxy.',
      'globalThis.proxy.a',
      'shy.',
      'shy.size.',
      'trap.',
      'process.trap.',
      'main.',
      'cache.',
      'globalThis.',
    ]) {
      await offers(line);
    }
    assert.ok((await offers('shy.')).includes('shy.size'));
    assert.deepEqual(await offers('shy.size.'), []);
    assert.deepEqual(await offers('proxy.'), []);
    assert.doesNotMatch(output(), /SPRUNG/);
  });
});
