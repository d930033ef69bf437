// Writes docs/json.md from what the commands and their types say; with --check, fails where it is not that.
import { readFileSync, writeFileSync } from 'node:fs';
import { describeArguments, loadSchemas } from '../dist/dispatch/json-schema.js';
import { groupCommands, loadCommands } from '../dist/dispatch/registry.js';
import { ExitCode } from '../dist/errors.js';
import { REGISTRY } from '../dist/registry.js';
import { fieldTable, linkTo, typeText } from './schema-tables.mjs';

const EXIT_CODES = {
  done: 'done',
  failed: 'failed',
  usage: 'wrong usage',
  refused: 'refused by the budget, or by whoever was asked',
  leak: 'a leak was found (`diagnose --fail-on growth`)',
};

const INTRODUCTION = `\
With \`--json\`, each command prints one line of JSON a result to its standard output: one, or one after the other where it looks again and
again. A failure is a line too. Notices and errors for people go to standard error.

Fields may be added, and never renamed or taken away; so may codes of errors. A program should pass over what it does not know.

- A name that ends in \`Bytes\` is a size in bytes, a whole number; in \`Ms\`, a time in milliseconds. Moments are ISO 8601, in UTC.
- \`null\` says that something is not there, or cannot be known in this way of looking. Nothing is estimated in its place.
- \`id\` is the \`@id\` of an object in heap snapshots of one process.

\`leakconsole schema COMMAND\` prints the JSON Schema of a command's lines, \`leakconsole schema\` of all. The field \`result\` is also what
\`target.run(COMMAND, arguments)\` gives to a program.

This page is generated from the types of the commands (\`npm run docs:json\`).`;

const file = new URL('../docs/json.md', import.meta.url);
const text = describeAll(await loadSchemas(), groupCommands(await loadCommands(REGISTRY)));
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/json.md is not what the types of the commands say: npm run docs:json writes it anew');
  process.exitCode = 1;
}

function describeAll({ resultLine, errorLine, results, $defs }, groups) {
  const { code } = errorLine.properties.error.properties;
  const sections = [
    ['# What `--json` prints', INTRODUCTION],
    [
      '## Exit codes',
      Object.entries(ExitCode)
        .map(([name, number]) => `- ${number}: ${EXIT_CODES[name]}`)
        .join('\n'),
    ],
    ['## A result', fieldTable(resultLine)],
    ['## A failure', fieldTable(errorLine), 'The codes:', code.enum.map((each) => `- \`${each}\``).join('\n')],
    [
      '## Commands',
      groups.map(({ title, commands }) => `- ${title}: ${commands.map(linkToCommand).join(', ')}`).join('\n'),
    ],
    ...groups.flatMap(({ commands }) => commands.map((command) => describeCommand(command, results[command.name]))),
    ['### ps', '`leakconsole ps --json`', ...describeResult(results.ps)],
    ['### help', '`.help [COMMAND] --json`, in the console', ...describeResult(results.help)],
    ['## What several commands give'],
    ...Object.entries($defs).map(([name, schema]) => [`### ${name}`, ...describeResult(schema)]),
  ];
  return `${sections.flat().join('\n\n')}\n`;
}

function linkToCommand({ name }) {
  return linkTo(name);
}

function describeCommand(command, result) {
  const { properties, required } = describeArguments(command);
  const names = Object.keys(properties);
  const args = names.map((name) => {
    const { description, default: standard, ...schema } = properties[name];
    const rest = standard === undefined ? '' : ` Default: \`${JSON.stringify(standard)}\`.`;
    return `- \`${name}\`${required.includes(name) ? ', required' : ''} (${typeText(schema)}): ${description}.${rest}`;
  });
  return [
    `### ${command.name}`,
    sentence(command.summary),
    ...(names.length > 0 ? ['Arguments, for programs:', args.join('\n')] : []),
    ...describeResult(result),
  ];
}

/** What a schema says of an object, or of the objects of which it is one. */
function describeResult(schema) {
  const { description, anyOf } = schema;
  const head = description === undefined ? [] : [description];
  if (anyOf === undefined) return [...head, fieldTable(schema)];
  return [
    ...head,
    ...anyOf.flatMap((one) => {
      if (one.description === undefined)
        throw new Error(`a result is one of several; give each a docstring: ${fieldTable(one)}`);
      return [`Either: ${one.description}`, fieldTable(one)];
    }),
  ];
}

function sentence(summary) {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
