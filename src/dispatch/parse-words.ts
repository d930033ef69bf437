import { createRequire } from 'node:module';
import type yargs from 'yargs';
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

/** Reads words of a command line (without the command's name). Throws a UserError of exit code 2 where they make no sense. */
export function parseWords(words: readonly string[], usage: Usage): Record<string, unknown> {
  const { positionals, options } = usage;
  const repeated = repeatedOption(words, options);
  if (repeated) throw usageError(repeated, usage);
  const parser = createParser()
    .parserConfiguration({ 'populate--': true, 'parse-positional-numbers': false, 'dot-notation': false })
    .help(false)
    .version(false)
    .exitProcess(false)
    .strict()
    .fail((message, error) => {
      throw isUsage(error) ? usageError(message, usage) : error;
    });
  let parsed: Record<string, unknown> = {};
  parser.command(
    [NAME, ...Object.entries(positionals).map(placeOf)].join(' '),
    false,
    (own) => {
      for (const name of Object.keys(positionals)) own.positional(name, { type: 'string' });
      for (const [name, { kind, short }] of Object.entries(options)) {
        const isList = kind.schema.type === 'array';
        own.option(kebabCase(name), {
          type: kind.placeholder === '' ? 'boolean' : 'string',
          hidden: true,
          ...(isList ? { array: true, nargs: 1 } : {}),
          ...(short ? { alias: short } : {}),
        });
        if (kind.placeholder !== '') own.requiresArg(kebabCase(name));
      }
      return own;
    },
    (values) => {
      parsed = values;
    },
  );
  parser.parseSync([NAME, ...words]);
  return readValues(parsed, usage);
}

/** The name under which yargs knows the one command that it parses. */
const NAME = 'command';

function placeOf([name, { kind, required }]: [string, ArgumentSpecs[string]]): string {
  const text = kind.schema.type === 'array' ? `${name}..` : name;
  return required ? `<${text}>` : `[${text}]`;
}

/** The texts that yargs has found, read by their kinds; what was not given is left out. */
function readValues(parsed: Record<string, unknown>, { positionals, options }: Usage): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const read = (name: string, given: unknown, label: string, { kind }: ArgumentSpecs[string]) => {
    if (given === undefined) return;
    if (Array.isArray(given)) {
      if (given.length > 0) values[name] = given.map(String);
    } else values[name] = typeof given === 'boolean' ? given : kind.parse(String(given), label);
  };
  for (const [name, spec] of Object.entries(positionals)) read(name, parsed[name], name, spec);
  for (const [name, spec] of Object.entries(options)) {
    const written = kebabCase(name);
    read(name, parsed[written], `--${written}`, spec);
  }
  if (parsed['--'] !== undefined) values['--'] = parsed['--'];
  return values;
}

/** Says which option that takes one value is given more than once, of which yargs would make a list; null if there is none. */
function repeatedOption(words: readonly string[], options: ArgumentSpecs): string | null {
  const seen = new Set<string>();
  for (const word of words) {
    if (word === '--') break;
    const [, written = ''] = /^--([a-z][\w-]*)/i.exec(word) ?? [];
    const name = written.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!Object.hasOwn(options, name)) continue;
    const { kind } = options[name];
    if (kind.placeholder === '' || kind.schema.type === 'array') continue;
    if (seen.has(name)) return `--${kebabCase(name)} is given twice`;
    seen.add(name);
  }
  return null;
}

/** Whether yargs fails for what a user has typed, and not for an error of ours. */
function isUsage(error: Error | undefined): boolean {
  return !error || error.name === 'YError';
}

/** How yargs says that an argument is missing. */
const MISSING = 'Not enough non-option arguments';

/** A line that makes no sense, in our words. */
export function usageError(message: string, { usage, help }: Pick<Usage, 'usage' | 'help'>): UserError {
  const line = message.trim().replace(/\s*\n\s*/g, ' ');
  const unknown = /^Unknown arguments?: (.*)$/.exec(line)?.[1].split(', ') ?? [];
  const [first] = unknown;
  const text = line.startsWith(MISSING)
    ? `an argument is missing: ${usage}`
    : first !== undefined
      ? `there is no option --${first}`
      : line.charAt(0).toLowerCase() + line.slice(1);
  return new UserError('usage', text, { hint: `see \`${help}\``, exitCode: ExitCode.usage });
}

/**
 * The parser of yargs. Loaded as CommonJS, where it is one file: as ES modules, which are thirty, it takes 10 ms more of each start.
 * What it says stays English, as all else that we say.
 */
function createParser(): ReturnType<typeof yargs> {
  const create: typeof yargs = createRequire(import.meta.url)('yargs/yargs');
  return create().detectLocale(false);
}
