import { didYouMean, nearNames } from '../analysis/near-names.js';
import { type ArgumentSpecs, kebabCase, TEXT } from '../dispatch/argument.js';
import type { AnyCommand } from '../dispatch/command.js';
import { exportOptions, RUN_OPTION, usageOf } from '../dispatch/line-options.js';
import { requestOf } from '../dispatch/parse-line.js';
import { missingArgument, parseWords, type Usage, usageError } from '../dispatch/parse-words.js';
import type { Registry } from '../dispatch/registry.js';
import { ExitCode, UserError } from '../errors.js';
import { EVERYWHERE, type Io, type RunVerb, type Settings, settingsFrom } from './settings.js';
import { findVerb, VERBS } from './verbs.js';
import type { WantedTarget } from './with-target.js';

/** What a command line asks for: help (on one command or verb, or all), the version, or something to run. */
export type Request =
  | { readonly kind: 'help'; readonly topic: string | null; readonly settings: Settings }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly run: RunVerb;
      readonly args: Readonly<Record<string, unknown>>;
      readonly settings: Settings;
    };

/** Reads a command line (without `node` and script). Throws a UserError of exit code 2 where it makes no sense. */
export async function parseArgv(argv: readonly string[], registry: Registry, io: Io): Promise<Request> {
  const isKnown = (name: string | undefined): name is string =>
    name !== undefined && (findVerb(name) !== undefined || Object.hasOwn(registry.commands, name));
  const help = helpTopic(argv, isKnown, registry);
  if (help) return { kind: 'help', topic: help.topic, settings: settingsFrom({}, io) };
  if (argv.includes('--version')) return { kind: 'version' };
  const name = argv.find((word, index) => !word.startsWith('-') && !takesValue(argv[index - 1]));
  if (!isKnown(name)) throw unknownName(name, argv, registry);
  const at = argv.indexOf(name);
  const words = [...argv.slice(0, at), ...argv.slice(at + 1)];
  const verb = findVerb(name);
  if (verb) {
    const usage: Usage = {
      positionals: verb.positionals,
      options: { ...verb.options, ...EVERYWHERE },
      usage: `leakconsole ${name} ${usageOf(verb)}`.trimEnd(),
      help: `leakconsole ${name} --help`,
    };
    const args = parseWords(name === 'run' ? protectArguments(words) : protectDashes(words), usage);
    return { kind: 'run', run: await verb.load(), args, settings: settingsFrom(args, io) };
  }
  // What runs the command is read from the disk while its line is parsed.
  const running = import('./run-once.js');
  const command = await registry.commands[name]();
  const args = parseWords(protectDashes(words), commandUsage(command));
  const request = requestOf(command, args);
  const { runOnce } = await running;
  const wanted = wantedTarget(command, args);
  return {
    kind: 'run',
    run: (invocation) => runOnce(request, wanted, invocation),
    args,
    settings: settingsFrom(args, io),
  };
}

/** How a command of the console is used in the shell. */
function commandUsage(command: AnyCommand): Usage {
  const target = { kind: TEXT, describe: '', ...(command.startsProgram ? {} : { required: true as const }) };
  const run: ArgumentSpecs = command.startsProgram ? RUN_OPTION : {};
  return {
    positionals: { target, ...(command.positionals as ArgumentSpecs) },
    options: { ...EVERYWHERE, ...exportOptions(command), ...run, ...(command.options as ArgumentSpecs) },
    usage: `leakconsole ${command.name} <target> ${usageOf(command)}`.trimEnd(),
    help: `leakconsole ${command.name} --help`,
  };
}

/**
 * What a command works on: a target, or a program that is started for it. Throws a UserError where none is named, or
 * both are.
 */
function wantedTarget(command: AnyCommand, args: Readonly<Record<string, unknown>>): WantedTarget {
  const { target } = args;
  // Other commands may have a --run of their own.
  const run = command.startsProgram ? args.run : undefined;
  if (target !== undefined && run !== undefined) {
    throw usageError('give a target or --run, not both', commandUsage(command));
  }
  if (target !== undefined) return { target: String(target) };
  if (run !== undefined) return { run: String(run) };
  throw missingArgument(commandUsage(command));
}

/** `help`, `help NAME`, `--help` and `NAME --help` ask for help. */
function helpTopic(
  argv: readonly string[],
  isKnown: (name: string | undefined) => boolean,
  registry: Registry,
): { topic: string | null } | null {
  const [first, second] = argv;
  if (first === undefined) return { topic: null };
  if (first === 'help') {
    if (second === undefined || second === 'help') return { topic: null };
    if (!isKnown(second)) throw unknownName(second, [second], registry);
    return { topic: second };
  }
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  // What follows the script is the script's.
  if (first === 'run' ? argv[1] !== '--help' : !own.includes('--help')) return null;
  if (first.startsWith('-')) return { topic: null };
  if (!isKnown(first)) throw unknownName(first, argv, registry);
  return { topic: first };
}

/** `run [OPTIONS] SCRIPT ARGS`: what follows the script is the script's. */
function protectArguments(words: readonly string[]): string[] {
  const script = words.findIndex((word, index) => !word.startsWith('-') && !takesValue(words[index - 1]));
  return script === -1 ? [...words] : [...words.slice(0, script + 1), '--', ...words.slice(script + 1)];
}

/**
 * The parser takes no word `-`: as an argument it is standard input, by its path; as the value of an option it stays
 * what it is.
 */
function protectDashes(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (words[index + 1] === '-' && word.startsWith('--')) return [`${word}=-`];
    if (word !== '-') return [word];
    return words[index - 1]?.startsWith('--') ? [] : ['/dev/stdin'];
  });
}

/** Whether a word is an option of every command line that takes the next word as its value. */
function takesValue(word: string | undefined): boolean {
  return Object.entries(EVERYWHERE).some(
    ([name, { kind }]) => kind.placeholder !== '' && word === `--${kebabCase(name)}`,
  );
}

function unknownName(name: string | undefined, argv: readonly string[], { commands }: Registry): UserError {
  const help = { help: 'leakconsole --help' };
  if (name !== undefined && !argv[0].startsWith('-')) {
    const near = nearNames([...VERBS.map((verb) => verb.name), ...Object.keys(commands)], name);
    return new UserError('usage', `there is no command ${name}`, {
      hint: `${near.length > 0 ? `${didYouMean(near)} ` : ''}see \`leakconsole --help\``,
      exitCode: ExitCode.usage,
    });
  }
  const [first] = argv;
  const option = first.replace(/^--(no-)?|=.*/g, '');
  const isOption = Object.keys(EVERYWHERE).some((each) => kebabCase(each) === option);
  return usageError(isOption ? 'a command is missing' : `there is no option ${first}`, help);
}

/** Whether a line asks for JSON, though it may make no sense: what a script is given does not. */
export function wantsJson(argv: readonly string[]): boolean {
  const words = argv[0] === 'run' ? protectArguments(argv.slice(1)) : argv;
  const end = words.indexOf('--');
  return words.slice(0, end === -1 ? words.length : end).includes('--json');
}

/** The verb or command that a line names, whether there is one of this name or not; null if it names none. */
export function nameIn(argv: readonly string[]): string | null {
  return argv.find((word, index) => !word.startsWith('-') && !takesValue(argv[index - 1])) ?? null;
}
