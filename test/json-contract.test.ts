import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describeArguments, describeLines, loadSchemas, type Schema } from '#src/dispatch/json-schema.js';
import { loadCommands } from '#src/dispatch/registry.js';
import { REGISTRY } from '#src/registry.js';
import type { Json } from './helpers/cli.js';
import { withConsole } from './helpers/console.js';
import { long } from './helpers/long.js';
import { leakconsoleHere } from './helpers/main.js';

const commands = await loadCommands(REGISTRY);
const schemas = await loadSchemas();
const ajv = new Ajv2020({ allowUnionTypes: true, validateFormats: false });
const validators = new Map<string | null, ValidateFunction>();

/** Lines of a console that make each command give one result at least, on test/fixtures/service.cjs. */
const LINES = [
  '.info',
  '.mem',
  '.trend --for 5s',
  '.gc',
  '.budget',
  '.modules',
  '.scope',
  '.use service',
  'cache.size',
  '({ a: 1 })',
  '.watch cache.size --count 2 --every 100ms',
  '.collections --count 2 --every 100ms',
  '.path cache.get("ann")',
  '.diagnose --for 1s',
  '.types 3',
  '.types 3 --no-pause',
  '.mark before',
  '.growth',
  'cache.set("cy", cache.get("ann"))',
  '.growth --since before',
  '.count User',
  '.count Usr',
  '.instances User',
  '.alloc start --interval 1kB',
  'for (let i = 0; i < 1000; i++) cache.set(i, { i })',
  '.alloc mark before',
  '.alloc diff --callers',
  '.alloc stop --by stack',
  '.snapshot --no-file',
  '.growth --snapshot',
  '.snapshot --no-file',
  '.types 3 --snapshot',
  '.instances User --snapshot',
  '.retainers User --raw',
  '.retainers cache.get("ann")',
  '.size cache',
  '.object cache',
  '.biggest 3',
  '.strings 3',
  '.diff',
  '.diff User',
  'const { Worker } = require("node:worker_threads")',
  'const worker = new Worker("setInterval(() => {}, 1000)", { eval: true, name: "one" })',
  'await new Promise((resolve) => void worker.once("online", resolve))',
  '.workers --count 2 --every 100ms',
  '.use worker one',
  '.use main',
];

/** Lines that fail. */
const FAILING = ['nosuch.thing', 'a b', '.nosuch', '.use nosuch', '.refs @1', '.types --lens nosuch'];

test('the lines that commands print with --json are what their types say, and nothing else', long, async () => {
  await withConsole('service.cjs', async ({ json }, { port }) => {
    const lines: Json[] = [];
    for (const line of LINES) lines.push(...(await json(line)));
    const { id } = lines.find(({ command }) => command === 'object').result;
    lines.push(...(await json(`.refs @${id}`)), ...(await json(`.live @${id}`)));
    for (const line of lines) assertDescribed(line);
    const seen = new Set(lines.map(({ command }) => command));
    assert.deepEqual(
      commands.map(({ name }) => name).filter((name) => !seen.has(name)),
      ['logs', 'lines'],
      'these gave no result (lines needs a function that is called; logs goes on until Ctrl-C)',
    );
    const failing = FAILING.flatMap((line) => ['-e', line]);
    const failures = (await leakconsoleHere(['attach', `${port}`, '--json', ...failing])).json();
    for (const line of failures) assertDescribed(line);
    assert.deepEqual(
      failures.map(({ error }) => error?.code),
      ['evaluation-threw', 'syntax', 'unknown-command', 'no-module', 'no-snapshot', 'usage'],
    );
  });
});

test('what .help prints with --json is described too', async () => {
  await withConsole('service.cjs', async ({ json }) => {
    for (const line of ['.help', '.help types']) assertDescribed((await json(line))[0]);
  });
});

test('what ps prints with --json is described too', async () => {
  const { json } = await leakconsoleHere(['ps', '--json']);
  const [line] = json();
  const { result, ...rest } = line;
  assert.deepEqual(rest, { v: 1, command: 'ps', target: null, lens: null, cost: null, next: null });
  assert.ok(Array.isArray(result.processes));
  assertDescribed(line);
});

test('a line that lacks a field, or has one that no type declares, is not described', () => {
  const cost = { pauseMs: 1, rssDeltaBytes: 1 };
  const result = { before: memory(), after: memory(), pauseMs: 1 };
  const line = { v: 1, command: 'gc', target: null, lens: null, cost, result, next: null };
  assertDescribed(line);
  for (const wrong of [
    { ...line, result: { ...result, more: 1 } },
    { ...line, result: { ...result, pauseMs: undefined } },
    { ...line, result: { ...result, before: { ...memory(), rssBytes: 0.5 } } },
    { ...line, cost: {} },
    { ...line, command: 'mem' },
  ]) {
    assert.throws(() => assertDescribed(wrong), assert.AssertionError);
  }
});

test('the arguments of each command are described as programs give them', () => {
  for (const command of commands) ajv.compile(describeArguments(command));
  const validate = ajv.compile(describeArguments(commands.find(({ name }) => name === 'types')!));
  assert.ok(validate({ n: 10, sort: 'count', filter: '^User$' }));
  assert.ok(!validate({ n: 0 }));
  assert.ok(!validate({ nosuch: 1 }));
  const evaluate = ajv.compile(describeArguments(commands.find(({ name }) => name === 'eval')!));
  assert.ok(!evaluate({}), 'an expression is required');
});

test('schema COMMAND prints the schema of its lines, schema alone that of all', async () => {
  const one = await leakconsoleHere(['schema', 'gc']);
  assert.equal(one.code, 0);
  assert.equal(ajv.compile(JSON.parse(one.stdout))({ v: 1, command: 'mem' }), false);
  const all = await leakconsoleHere(['schema', '--json']);
  const [schema] = all.json();
  assert.equal(schema.anyOf.length, commands.length + 3, 'each command, ps, help, and a failure');
  ajv.compile(schema);
  const unknown = await leakconsoleHere(['schema', 'nosuch', '--json']);
  assert.equal(unknown.code, 2);
  assert.equal(unknown.json()[0].error.code, 'unknown-command');
});

test('docs/json.md is what the types of the commands say', { timeout: 60_000 }, () => {
  const script = fileURLToPath(new URL('../../scripts/json-docs.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});

function assertDescribed(line: Json): void {
  const validate = validatorOf(line.command);
  // As a program reads it: without what is undefined.
  const isValid = validate(JSON.parse(JSON.stringify(line)));
  const why = JSON.stringify(validate.errors, null, 1);
  assert.ok(isValid, `${JSON.stringify(line).slice(0, 2000)}\nis not what schema ${line.command} says:\n${why}`);
}

/** Checks the lines of a command; more strictly than its schema, which must let fields pass that are added later. */
function validatorOf(name: string | null): ValidateFunction {
  let validate = validators.get(name);
  if (!validate) {
    const all = [...commands, { name: 'ps', summary: '' }, { name: 'help', summary: '' }];
    const named = all.filter((command) => command.name === name);
    validate = ajv.compile(closed(describeLines(named.length > 0 ? named : all, [], schemas)));
    validators.set(name, validate);
  }
  return validate;
}

/** The same schema, without fields that it does not have. */
function closed<T>(schema: T): T {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed) as T;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)])) as Schema;
  return ('type' in inner && 'properties' in inner ? { ...inner, additionalProperties: false } : inner) as T;
}

function memory(): Record<string, number> {
  const names = ['rss', 'heapUsed', 'heapTotal', 'heapLimit', 'external', 'arrayBuffers', 'other', 'limit', 'free'];
  return Object.fromEntries(names.map((name) => [`${name}Bytes`, 1]));
}
