import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Registry } from '#src/dispatch/registry.js';
import { REGISTRY } from '#src/registry.js';
import { type CliResult, expectCode, type Json } from '../helpers/cli.js';
import { leakconsoleHere } from '../helpers/main.js';
import { startTarget, type TestTarget } from '../helpers/target.js';

// What a new command and a new lens need is one file each, and a line in the registry: all else follows.

const registry: Registry = {
  commands: { ...REGISTRY.commands, toy: async () => (await import('./toy-command.js')).toyCommand },
  lenses: async () => [...(await REGISTRY.lenses()), (await import('./toy-lens.js')).toyLens],
};

let target: TestTarget;
before(async () => {
  target = await startTarget('service.cjs');
});
after(() => target.stop());

async function run(...args: readonly string[]): Promise<CliResult> {
  const result = await leakconsoleHere(args, { registry });
  expectCode(result, 0);
  return result;
}

test('a toy command and a toy lens appear in help', async () => {
  const { stdout } = await run('--help');
  assert.match(stdout, /^ {2}toy \[n\] +play with a process$/m);
  assert.match(stdout, /^ {2}--lens toy +toys, and nothing else$/m);
  const help = (await run('toy', '--help')).stdout;
  assert.match(help, /^leakconsole toy <target> \[n\]\nplay with a process\n/);
  assert.match(help, /--loud +so that one hears it/);
  assert.match(help, /^ {2}leakconsole toy 9229 3 --loud$/m);
});

test('a toy command works in the console and in the shell, and prints JSON', async () => {
  const { port, pid } = target;
  const inConsole = await run('attach', `${port}`, '-e', '.toy 3 --loud', '-e', '.help toy');
  assert.match(inConsole.stdout, new RegExp(`^played 3 times with ${pid}!\n\\.toy \\[n\\]\nplay with a process`));
  assert.equal((await run('toy', `${port}`)).stdout, `played 2 times with ${pid}.\n`);
  const [line] = (await run('toy', `${port}`, '3', '--json')).json();
  assert.deepEqual([line.command, line.target.pid, line.result], ['toy', pid, { pid, n: 3, loud: false }]);
  const wrong = await leakconsoleHere(['toy', `${port}`, '0'], { registry });
  assert.match(wrong.stderr, /^error: n must be a positive whole number \(got 0\)$/m);
});

test('--lens chooses a toy lens for a question that it answers, and no other', async () => {
  const { port } = target;
  const lines = (await run('attach', `${port}`, '--json', '-e', '.types --lens toy', '-e', '.budget')).json();
  const [types, budget] = lines;
  assert.deepEqual([types.lens, types.result.total, types.result.types[0].name], ['toy', 42, 'Toy']);
  assert.ok(budget.result.lenses.some(({ lens }: Json) => lens === 'toy'));
  assert.equal((await run('types', `${port}`, '--lens', 'toy', '--json')).json()[0].lens, 'toy');
  assert.equal((await run('types', `${port}`, '--json')).json()[0].lens, 'census', 'the first of those that fit');
  const other = await leakconsoleHere(['collections', `${port}`, '--lens', 'toy'], { registry });
  assert.equal(other.code, 2);
  assert.match(other.stderr, /the lens toy does not answer this\nthese do: walk/);
});

test('a toy command and a toy lens are in the schema; what types the build did not see is open', async () => {
  const schema: Json = JSON.parse((await run('schema', 'toy')).stdout);
  assert.equal(schema.title, 'leakconsole toy --json');
  assert.deepEqual(schema.$defs['toy.arguments'], {
    type: 'object',
    properties: {
      n: { type: 'integer', minimum: 1, description: 'how often', default: 2 },
      loud: { type: 'boolean', description: 'so that one hears it', default: false },
    },
    required: [],
    additionalProperties: false,
  });
  const { command, lens, result } = schema.anyOf[0].properties;
  assert.equal(command.const, 'toy');
  assert.ok(lens.examples.includes('toy'));
  assert.equal(result.type, undefined);
  const all: Json = JSON.parse((await run('schema')).stdout);
  assert.ok(all.anyOf.some(({ properties }: Json) => properties.command.const === 'toy'));
});
