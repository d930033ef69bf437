import parser, { type Options } from 'yargs-parser';
import { ExitCode, UserError } from '../errors.js';
import { type ArgumentSpecs, kebabCase } from './argument.js';

/** What words are parsed by, and how an error names it. */
export interface Usage {
  readonly positionals: ArgumentSpecs;
  readonly options: ArgumentSpecs;
  /** The line as it should be: `leakconsole eval <target> <expression>`. */
  readonly usage: string;
  /** The command that tells more: `leakconsole eval --help`. */
  readonly help: string;
}

/**
 * Reads words of a command line (without the command's name). Throws a UserError of exit code 2 where it makes no
 * sense.
 */
export function parseWords(words: readonly string[], usage: Usage): Record<string, unknown> {
  const { argv, error } = parser.detailed([...words], parserOptions(usage.options));
  // The one thing that it refuses by itself: "Not enough arguments following: every".
  if (error) throw usageError(`${dashed(error.message.split(': ').at(-1)!)} needs a value`, usage);
  const { _: places, '--': afterDashes, ...given } = argv;
  const values = { ...readPositionals(places.map(String), usage), ...readOptions(given, usage) };
  return afterDashes === undefined ? values : { ...values, '--': afterDashes };
}

function parserOptions(options: ArgumentSpecs): Options {
  const named = Object.entries(options).map(([name, spec]) => ({ name, written: kebabCase(name), ...spec }));
  const flags = named.filter(({ kind }) => isFlag(kind));
  const others = named.filter(({ kind }) => !isFlag(kind));
  return {
    boolean: flags.map(({ written }) => written),
    string: others.map(({ written }) => written),
    // Each takes exactly one word, given again or not.
    narg: Object.fromEntries(others.map(({ written }) => [written, 1])),
    alias: Object.fromEntries(named.map((option) => [option.written, aliases(option)])),
    configuration: {
      'populate--': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
      'camel-case-expansion': false,
      'strip-aliased': true,
    },
  };
}

/** How else an option may be written: `--onTarget`, `-e`. */
function aliases({ name, written, short }: { name: string; written: string; short?: string }): string[] {
  return [...(name === written ? [] : [name]), ...(short ? [short] : [])];
}

function isFlag(kind: ArgumentSpecs[string]['kind']): boolean {
  return kind.placeholder === '';
}

/** Arguments by their places; the last may take all that are left. */
function readPositionals(places: readonly string[], usage: Usage): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  let next = 0;
  for (const [name, { kind, required }] of Object.entries(usage.positionals)) {
    const isList = kind.schema.type === 'array';
    const taken = places.slice(next, isList ? undefined : next + 1);
    next += taken.length;
    if (taken.length > 0) values[name] = isList ? taken : kind.parse(taken[0], name);
    else if (required) throw missingArgument(usage);
  }
  if (next < places.length) throw usageError(`unexpected argument: ${places[next]}`, usage);
  return values;
}

/** The options that were given, as the parser has found them, read by their kinds. */
function readOptions(given: Readonly<Record<string, unknown>>, usage: Usage): Record<string, unknown> {
  const names = new Map(Object.keys(usage.options).map((name) => [kebabCase(name), name]));
  const values: Record<string, unknown> = {};
  for (const [written, value] of Object.entries(given)) {
    const name = names.get(written);
    if (name === undefined) throw usageError(`there is no option ${dashed(written)}`, usage);
    values[name] = readOption(written, value, usage.options[name], usage);
  }
  return values;
}

function readOption(written: string, value: unknown, { kind }: ArgumentSpecs[string], usage: Usage): unknown {
  // The parser makes a list of what is given more than once.
  if (isFlag(kind)) return Array.isArray(value) ? value.at(-1) : value;
  if (kind.schema.type === 'array') return [value].flat().map(String);
  if (Array.isArray(value)) throw usageError(`--${written} is given twice`, usage);
  if (typeof value === 'boolean') throw usageError(`there is no option --no-${written}`, usage);
  return kind.parse(String(value), `--${written}`);
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

/** Says which arguments a line needs, where one of them is missing. */
export function missingArgument(usage: Usage): UserError {
  return usageError(`an argument is missing: ${usage.usage}`, usage);
}

/** A line that makes no sense. */
export function usageError(message: string, { help }: Pick<Usage, 'help'>): UserError {
  const text = message.charAt(0).toLowerCase() + message.slice(1);
  return new UserError('usage', text, { hint: `see \`${help}\``, exitCode: ExitCode.usage });
}
