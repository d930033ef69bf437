import type { Argv, Options } from 'yargs';
import { ExitCode, UserError } from '../errors.js';
import type { AnyCommand, OptionSpecs } from './command.js';
import { createParser } from './yargs.js';

/** The arguments of a command as a line shows them: `<name> [n]`. */
export function usageOf(command: AnyCommand): string {
  return Object.entries(command.positionals as Record<string, { demandOption?: boolean; array?: boolean }>)
    .map(([name, { demandOption, array }]) => {
      const text = array ? `${name}..` : name;
      return demandOption ? `<${text}>` : `[${text}]`;
    })
    .join(' ');
}

/** The same options, left out of the help, which yargs lays out for every line, asked for or not: that takes 4 ms of a start. */
export function unseen(options: OptionSpecs): OptionSpecs {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, { ...option, hidden: true }]));
}

/** Tells yargs about a command's positionals and options. */
export function configure<T>(parser: Argv<T>, command: AnyCommand): Argv<T> {
  const options = command.options as OptionSpecs;
  for (const [name, { raw, ...spec }] of Object.entries<{ raw?: true }>(command.positionals))
    parser.positional(name, spec);
  for (const [name, option] of Object.entries(options)) if (takesValue(option)) parser.requiresArg(name);
  return parser.options(options).group(Object.keys(options), 'Options:').strict() as Argv<T>;
}

function takesValue({ type, choices }: Options): boolean {
  return type !== 'boolean' || choices !== undefined;
}

/** Says which option that takes one value is given more than once, of which yargs would make a list; null if there is none. */
export function repeatedOption(words: readonly string[], options: OptionSpecs): string | null {
  const seen = new Set<string>();
  for (const word of words) {
    if (word === '--') break;
    const [, written = ''] = /^--([a-z][\w-]*)/i.exec(word) ?? [];
    const name = written.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (!Object.hasOwn(options, name) || !takesValue(options[name])) continue;
    if (seen.has(name)) return `--${name} is given twice`;
    seen.add(name);
  }
  return null;
}

/** Reads what follows a command's name in the console. Throws a UserError of exit code 2 where it makes no sense. */
export function parseArguments(command: AnyCommand, rest: string): Record<string, unknown> {
  const [rawName] = Object.entries<{ raw?: true }>(command.positionals).find(([, { raw }]) => raw) ?? [];
  const { words, expression } = rawName ? splitExpression(command, rest) : { words: splitWords(rest), expression: '' };
  const { name } = command;
  const full = `${name} ${usageOf(command)}`.trimEnd();
  const usage = rawName ? name : full;
  const positionals = rawName ? {} : command.positionals;
  const repeated = repeatedOption(words, command.options);
  if (repeated) throw usageError(repeated, full, `.help ${name}`);
  let parsed: Record<string, unknown> = {};
  createParser()
    .command(
      usage,
      false,
      (parser) => configure(parser, { ...command, positionals }),
      (args) => {
        parsed = args;
      },
    )
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw isUsage(error) ? usageError(message, full, `.help ${name}`) : error;
    })
    .strict()
    .parseSync([name, ...words]);
  if (!rawName) return parsed;
  if (!expression && command.positionals[rawName].demandOption) {
    throw usageError(MISSING, full, `.help ${name}`);
  }
  // As an expression it would decrement a variable, or make one.
  const [, option] = /^(--[a-z][\w-]*)(?:=\S*)?$/i.exec(expression) ?? [];
  if (option) {
    throw usageError(`there is no option ${option}, and an argument is missing: ${full}`, full, `.help ${name}`);
  }
  return { ...parsed, [rawName]: expression || undefined };
}

/** Whether yargs fails for what a user has typed, and not for an error of ours. */
export function isUsage(error: Error | undefined): boolean {
  return !error || error.name === 'YError';
}

/** How yargs says that an argument is missing. */
const MISSING = 'Not enough non-option arguments';

/** A line that makes no sense: `usage` shows the arguments that it may have, `help` names the command that tells more. */
export function usageError(message: string, usage: string, help: string): UserError {
  const line = message.trim().replace(/\s*\n\s*/g, ' ');
  const text = line.startsWith(MISSING)
    ? `an argument is missing: ${usage}`
    : line.charAt(0).toLowerCase() + line.slice(1);
  return new UserError('usage', text, { hint: `see \`${help}\``, exitCode: ExitCode.usage });
}

const WORD = /(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'])+|["']/g;

/** The words of a line; quotes group. */
function splitWords(rest: string): string[] {
  return (rest.match(WORD) ?? []).map(unquote);
}

/** Takes a command's options out of a line; what lies between them is an expression, and stays as it was typed. */
function splitExpression(command: AnyCommand, rest: string): { words: string[]; expression: string } {
  const matches = [...rest.matchAll(WORD)];
  const words: string[] = [];
  const others: RegExpMatchArray[] = [];
  for (let i = 0; i < matches.length; i++) {
    const [word] = matches[i];
    // Only at the end, and before a number: `a -n` is an expression, and nothing that ends with `-n 2` is one.
    const short = i === matches.length - 2 && /^\d+$/.test(matches[i + 1][0]) ? /^-([a-z])$/.exec(word) : null;
    const [, name, hasValue] = short ?? /^--([a-z][a-z-]*)(=?)/.exec(word) ?? [];
    const spec = name ? (command.options as OptionSpecs)[name.replace(/^no-/, '')] : undefined;
    if (!spec) others.push(matches[i]);
    else {
      words.push(unquote(word));
      if (!hasValue && spec.type !== 'boolean' && i + 1 < matches.length) words.push(unquote(matches[++i][0]));
    }
  }
  const [first, last] = [others[0], others.at(-1)];
  return { words, expression: first && last ? rest.slice(first.index, last.index! + last[0].length) : '' };
}

/** What was typed as it is; or if it stands in quotes as a whole, without them. */
export function unquoted(text: string): string {
  return [...text.matchAll(WORD)].length === 1 && /^["']/.test(text) ? unquote(text) : text;
}

function unquote(word: string): string {
  return word.replace(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g, (_, double, single) =>
    (double ?? single).replace(/\\(["'\\])/g, '$1'),
  );
}
