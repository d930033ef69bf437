import { type DescribedCommand, describeLines, loadSchemas } from '../dispatch/json-schema.js';
import { loadCommands } from '../dispatch/registry.js';
import { ExitCode, UserError } from '../errors.js';
import { inJson } from './in-json.js';
import type { RunVerb } from './settings.js';

/** Those that print lines of their own, and are no commands of the registry. */
const OTHERS: readonly DescribedCommand[] = [
  { name: 'ps', summary: 'the Node processes of this machine' },
  { name: 'help', summary: 'the commands that there are (.help --json)' },
];

/** `leakconsole schema [COMMAND]`: the JSON Schema of what `--json` prints. */
export const runSchema: RunVerb = async ({ settings: { json, screen }, io, registry, args }) => {
  const all: DescribedCommand[] = [...(await loadCommands(registry)), ...OTHERS];
  const name = args.command as string | undefined;
  const chosen = name === undefined ? all : all.filter((command) => command.name === name);
  if (chosen.length === 0) await inJson('schema', json, io, () => Promise.reject(unknownCommand(name)));
  const lenses = (await registry.lenses()).map((lens) => lens.name);
  const schema = describeLines(chosen, lenses, await loadSchemas());
  screen.write(`${JSON.stringify(schema, null, json ? 0 : 2)}\n`);
  return ExitCode.done;
};

function unknownCommand(name: string | undefined): UserError {
  return new UserError('unknown-command', `there is no command ${name} that prints JSON`, {
    hint: '`leakconsole --help` lists the commands',
    exitCode: ExitCode.usage,
  });
}
