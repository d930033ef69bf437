import { readFile } from 'node:fs/promises';
import { packageFile } from '../package-files.js';
import type { ArgumentSpecs } from './argument.js';

/** A JSON Schema, draft 2020-12. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** The schemas that the build makes of the types of src/json-contract.ts. */
export interface JsonSchemas {
  readonly resultLine: ObjectSchema;
  readonly errorLine: ObjectSchema;
  /** The results by command. */
  readonly results: Readonly<Record<string, Schema>>;
  /** What the others refer to by `#/$defs/NAME`. */
  readonly $defs: Readonly<Record<string, Schema>>;
}

interface ObjectSchema extends Schema {
  readonly properties: Readonly<Record<string, Schema>>;
}

/**
 * A command as its lines are described: one of the console, or a verb of the shell, which has no arguments for
 * programs.
 */
export interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
  readonly positionals?: ArgumentSpecs;
  readonly options?: ArgumentSpecs;
}

/** Loads what the build has made. */
export async function loadSchemas(): Promise<JsonSchemas> {
  return JSON.parse(await readFile(packageFile('dist/json-schemas.json'), 'utf8'));
}

/**
 * Describes the lines that these commands print with `--json`, as one schema; the arguments that a program gives them
 * are its `$defs` `NAME.arguments`. The result of a command that the build did not know is open.
 */
export function describeLines(
  commands: readonly DescribedCommand[],
  lenses: readonly string[],
  { resultLine, errorLine, results, $defs }: JsonSchemas,
): Schema {
  const only = commands.length === 1 ? commands[0].name : null;
  const lens = { ...resultLine.properties.lens, examples: lenses };
  const lines = [
    ...commands.map(({ name, summary }) => ({
      ...refine(resultLine, { command: { const: name }, lens, result: results[name] ?? {} }),
      description: summary,
    })),
    refine(errorLine, { command: only === null ? {} : { const: only }, lens }),
  ];
  const programmable = commands.filter(({ positionals }) => positionals);
  const args = programmable.map((command) => [`${command.name}.arguments`, describeArguments(command)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `leakconsole ${only ?? 'COMMAND'} --json`,
    anyOf: lines,
    $defs: { ...Object.fromEntries(args), ...usedBy(lines, $defs) },
  };
}

/** Describes the arguments of a command as a program gives them: `target.run(name, args)`. */
export function describeArguments({ positionals = {}, options = {} }: DescribedCommand): Schema {
  const specs = Object.entries({ ...positionals, ...options });
  return {
    type: 'object',
    properties: Object.fromEntries(
      specs.map(([name, { kind, describe, default: standard }]) => {
        const unit = kind.schema.description === undefined ? '' : ` (${kind.schema.description})`;
        const schema = { ...kind.schema, description: `${describe}${unit}` };
        return [name, standard === undefined ? schema : { ...schema, default: standard }];
      }),
    ),
    required: specs.filter(([, { required }]) => required).map(([name]) => name),
    additionalProperties: false,
  };
}

function refine(schema: ObjectSchema, properties: Readonly<Record<string, Schema>>): ObjectSchema {
  const refined = Object.entries(properties).map(([name, more]) => [name, { ...schema.properties[name], ...more }]);
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(refined) } };
}

/** Those of the definitions that schemas refer to, themselves or by way of others. */
function usedBy(schemas: unknown, $defs: JsonSchemas['$defs']): Record<string, Schema> {
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit($defs[name]);
    }
  };
  visit(schemas);
  return Object.fromEntries([...used].sort().map((name) => [name, $defs[name]]));
}
