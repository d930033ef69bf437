import { type ArgumentSpecs, completeValues, FLAG } from './argument.js';
import type { AnyCommand } from './command.js';
import { exportOptions, LINE_OPTIONS, usageOf } from './line-options.js';
import { missingArgument, parseWords, type Usage, usageError } from './parse-words.js';

/** What a line asks of a command. */
export interface CommandRequest {
  readonly command: AnyCommand;
  /** The arguments that were given, for `invoke`. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The files to write, by the export. */
  readonly exports: ExportRequest;
  readonly lens: string | null;
  readonly force: boolean;
  readonly json: boolean;
  readonly fork: boolean;
}

/** Into which files a line asks to write its results. */
export interface ExportRequest {
  /** The path of a file, or `-`, by the name of the export. */
  readonly files: Readonly<Record<string, string>>;
  readonly overwrite: boolean;
}

/** Reads what follows a command's name in the console. Throws a UserError of exit code 2 where it makes no sense. */
export function parseLine(command: AnyCommand, rest: string): CommandRequest {
  const usage: Usage = {
    positionals: command.positionals,
    options: optionsOf(command),
    usage: `${command.name} ${usageOf(command)}`.trimEnd(),
    help: `.help ${command.name}`,
  };
  const [rawName] = Object.entries(command.positionals as ArgumentSpecs).find(([, { raw }]) => raw) ?? [];
  if (rawName === undefined) return requestOf(command, parseWords(splitWords(rest), usage));
  const { words, expression } = splitExpression(usage.options, rest);
  const values = parseWords(words, { ...usage, positionals: {} });
  if (expression === '' && command.positionals[rawName].required) {
    throw missingArgument(usage);
  }
  // As an expression it would decrement a variable, or make one.
  const [, option] = /^(--[a-z][\w-]*)(?:=\S*)?$/i.exec(expression) ?? [];
  if (option) throw usageError(`there is no option ${option}, and an argument is missing: ${usage.usage}`, usage);
  return requestOf(command, expression === '' ? values : { ...values, [rawName]: expression });
}

/** The options that a line with this command may have. */
export function optionsOf(command: AnyCommand): ArgumentSpecs {
  return { ...LINE_OPTIONS, ...exportOptions(command), ...command.options };
}

/** Tells the command's own arguments from what says how it is run. */
export function requestOf(command: AnyCommand, values: Readonly<Record<string, unknown>>): CommandRequest {
  const own = { ...command.positionals, ...command.options };
  const args = Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(own, name)));
  const names = Object.keys(command.exports ?? {}).filter((name) => values[name] !== undefined);
  return {
    command,
    args,
    exports: {
      files: Object.fromEntries(names.map((name) => [name, String(values[name])])),
      overwrite: values.overwrite === true,
    },
    lens: values.lens === undefined ? null : String(values.lens),
    force: values.force === true,
    json: values.json === true,
    fork: values.fork === true,
  };
}

/** The arguments of a request, checked, with the defaults for those that were not given. */
export function completeArgs({
  command,
  args,
}: Pick<CommandRequest, 'command' | 'args'>): Readonly<Record<string, unknown>> {
  return completeValues({ ...command.positionals, ...command.options } as ArgumentSpecs, args);
}

const WORD = /(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'])+|["']/g;

/** The words of a line; quotes group. */
export function splitWords(rest: string): string[] {
  return (rest.match(WORD) ?? []).map(unquote);
}

/** Takes a command's options out of a line; what lies between them is an expression, and stays as it was typed. */
function splitExpression(options: ArgumentSpecs, rest: string): { words: string[]; expression: string } {
  const matches = [...rest.matchAll(WORD)];
  const words: string[] = [];
  const others: RegExpMatchArray[] = [];
  for (let i = 0; i < matches.length; i++) {
    const [word] = matches[i];
    // Only at the end, and before a number: `a -n` is an expression, and nothing that ends with `-n 2` is one.
    const short = i === matches.length - 2 && /^\d+$/.test(matches[i + 1][0]) ? /^-([a-z])$/.exec(word) : null;
    const [, name, hasValue] = short ?? /^--([a-z][a-z-]*)(=|$)/.exec(word) ?? [];
    const spec = name ? options[camelCase(name.replace(/^no-/, ''))] : undefined;
    if (!spec) others.push(matches[i]);
    else {
      words.push(short ? `--${name}` : unquote(word));
      if (!hasValue && spec.kind !== FLAG && i + 1 < matches.length) words.push(unquote(matches[++i][0]));
    }
  }
  const [first, last] = [others[0], others.at(-1)];
  return { words, expression: first && last ? rest.slice(first.index, last.index! + last[0].length) : '' };
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
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
