import yargs, { type Argv } from 'yargs';
import { ExitCode, UserError } from '../errors.js';
import type { AnyCommand, OptionSpecs } from './command.js';

/** The arguments of a command as a line shows them: `<name> [n]`. */
export function usageOf(command: AnyCommand): string {
  return Object.entries(command.positionals as Record<string, { demandOption?: boolean; array?: boolean }>)
    .map(([name, { demandOption, array }]) => {
      const text = array ? `${name}..` : name;
      return demandOption ? `<${text}>` : `[${text}]`;
    })
    .join(' ');
}

/** Tells yargs about a command's positionals and options. */
export function configure<T>(parser: Argv<T>, command: AnyCommand): Argv<T> {
  for (const [name, { raw, ...spec }] of Object.entries<{ raw?: true }>(command.positionals))
    parser.positional(name, spec);
  return parser.options(command.options as OptionSpecs).strict() as Argv<T>;
}

/** Reads what follows a command's name in the console. Throws a UserError of exit code 2 where it makes no sense. */
export function parseArguments(command: AnyCommand, rest: string): Record<string, unknown> {
  let parsed: Record<string, unknown> = {};
  configure(
    yargs().command(
      `$0 ${usageOf(command)}`,
      false,
      (parser) => configure(parser, command),
      (args) => {
        parsed = args;
      },
    ),
    command,
  )
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usageError(message, `.help ${command.name}`);
    })
    .parseSync(splitLine(command, rest));
  return parsed;
}

/** A line that makes no sense: `help` names the command that tells what would. */
export function usageError(message: string, help: string): UserError {
  const [line] = message.split('\n', 1);
  const text = line.startsWith('Not enough non-option arguments') ? 'an argument is missing' : line;
  return new UserError('usage', text, { hint: `see \`${help}\``, exitCode: ExitCode.usage });
}

/**
 * Splits a line into words: quotes group, and an expression (a `raw` positional) stays as it was typed, quotes and all.
 */
function splitLine(command: AnyCommand, rest: string): string[] {
  const words = [...rest.matchAll(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'])+|["']/g)];
  const isRaw = Object.values<{ raw?: true }>(command.positionals).some(({ raw }) => raw);
  if (!isRaw) return words.map(([word]) => unquote(word));
  const options: string[] = [];
  const expression: RegExpMatchArray[] = [];
  for (let i = 0; i < words.length; i++) {
    const [word] = words[i];
    const [, name, hasValue] = /^--([a-z][a-z-]*)(=?)/.exec(word) ?? [];
    const spec = name ? (command.options as OptionSpecs)[name.replace(/^no-/, '')] : undefined;
    if (!spec) expression.push(words[i]);
    else {
      options.push(unquote(word));
      if (!hasValue && spec.type !== 'boolean' && i + 1 < words.length) options.push(unquote(words[++i][0]));
    }
  }
  if (expression.length === 0) return options;
  const last = expression.at(-1)!;
  return [...options, '--', rest.slice(expression[0].index, last.index! + last[0].length)];
}

function unquote(word: string): string {
  return word.replace(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g, (_, double, single) =>
    (double ?? single).replace(/\\(["'\\])/g, '$1'),
  );
}
