import { readFileSync } from 'node:fs';
import type { Argv } from 'yargs';
import { createReport } from './cli/report.js';
import { type Io, settingsFrom, type Verb } from './cli/settings.js';
import { toldInJson } from './cli/told-in-json.js';
import { configure, isUsage, repeatedOption, unseen, usageError, usageOf } from './dispatch/arguments.js';
import type { AnyCommand } from './dispatch/command.js';
import { isCommand, loadCommands } from './dispatch/registry.js';
import { createParser } from './dispatch/yargs.js';
import { ExitCode, type UserError } from './errors.js';
import { createStyle, type Style } from './view/text/style.js';

/** Runs one command line (without `node` and script) and resolves to its exit code. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let style = createStyle({ width: io.stderr.isTTY ? io.stderr.columns : Number.POSITIVE_INFINITY });
  try {
    const asked = await toldInJson(nameIn(argv), { json: wantsJson(argv) }, io, async () => {
      const { verb, args, text } = await parse(argv, createStyle({ width: io.stdout.isTTY ? io.stdout.columns : 100 }));
      return verb ? { verb, args, settings: settingsFrom(args, io) } : text;
    });
    if (typeof asked === 'string') {
      io.stdout.write(`${asked}\n`);
      return ExitCode.done;
    }
    style = asked.settings.errorStyle;
    return await asked.verb(asked.settings, io, asked.args);
  } catch (error) {
    return createReport(io.stderr, style)(error);
  }
}

/** What the command line asks for: a verb and its arguments, or a text (help, version) to show. */
async function parse(
  typed: readonly string[],
  style: Style,
): Promise<{ verb?: Verb; args: Record<string, unknown>; text: string }> {
  const argv = withoutHelp(typed);
  let load: (() => Promise<Verb>) | undefined;
  let text = '';
  // Most lines begin with a command and ask for no help: they start faster without all else.
  const loading = loadCommands(argv[0]);
  // What runs the command is read from the disk while its line is parsed.
  if (isCommand(argv[0])) import('./cli/once.js').catch(() => {});
  const commands = await loading;
  const help = argv.length === 0 || argv.includes('--help') ? await import('./cli/usage.js') : null;
  const parser = createParser()
    .scriptName('leakconsole')
    .help(help !== null);
  if (help !== null || argv.includes('--version')) parser.version(version());
  else parser.version(false);
  for (const verb of commands.length === 1 ? [] : VERBS) {
    parser.command(
      verb.usage,
      false,
      (own) => verb.configure(own).usage(`leakconsole ${verb.usage}\n\n${verb.summary}`),
      () => {
        load = verb.load;
      },
    );
  }
  for (const command of commands) {
    parser.command(
      fullUsage(command),
      false,
      (own) =>
        help
          ? configure(own, command).usage(help.renderCommandUsage(command, style).replaceAll('$0', SHIELDED))
          : configure(own, { ...command, options: unseen(command.options) }),
      () => {
        load = async () => {
          const { once } = await import('./cli/once.js');
          return (settings, io, args) => once(command, settings, io, args);
        };
      },
    );
  }
  const usages = [...VERBS.map(({ usage }) => usage), ...commands.map(fullUsage)];
  const words = wordsOf(argv);
  const options = Object.assign({}, ...commands.map((command) => command.options), EVERYWHERE);
  const repeated = repeatedOption(words, options);
  if (repeated) throw wrongUsage(repeated, argv, usages);
  const verbs = [...VERBS, HELP].map(({ usage, summary }) => [usage, summary] as const);
  const args = await parser
    .usage(help?.renderUsage(verbs, commands, style).trimEnd() ?? '')
    .options(help ? EVERYWHERE : unseen(EVERYWHERE))
    .group(Object.keys(EVERYWHERE), 'Everywhere:')
    .epilogue(
      'TARGET: 9229, host:9229, ws://…, pid:1234, or a heap snapshot file (- is standard input).\n' +
        'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by the budget.',
    )
    .wrap(null)
    .strict()
    .demandCommand(1, 'a command is missing')
    .exitProcess(false)
    .fail((message, error) => {
      if (!isUsage(error)) throw error;
      throw wrongUsage(message, argv, usages);
    })
    .parserConfiguration({ 'populate--': true })
    .parseAsync(words, {}, (_error: unknown, _args: unknown, output: string) => {
      text = output.replaceAll(SHIELDED, '$0');
    });
  return { verb: text ? undefined : await load?.(), args: args as Record<string, unknown>, text };
}

/** Stands for `$0`, which yargs would replace by the program's name. */
const SHIELDED = '\0';

const EVERYWHERE = {
  json: { type: 'boolean', describe: 'one line of JSON a result' },
  'read-only': { type: 'boolean', describe: 'refuse evaluations that would change anything' },
  timeout: { type: 'string', default: '60s', describe: 'end an evaluation that takes longer' },
  'max-pause': { type: 'string', default: '2s', describe: 'how long the target may be stalled' },
  'max-rss': { type: 'string', describe: 'how much memory it may be made to take' },
  force: { type: 'boolean', describe: 'do what the budget would refuse' },
  color: { type: 'boolean', default: true, describe: 'colours on a terminal (also NO_COLOR)' },
} as const;

/** `help` and `help NAME` ask for what `--help` and `NAME --help` do; of what there is none of, nobody can be helped with. */
function withoutHelp(argv: readonly string[]): readonly string[] {
  const [first, name] = argv;
  if (first !== 'help') return first === undefined || first.startsWith('-') || isKnown(first) ? argv : [first];
  if (name === undefined || name === 'help') return ['--help'];
  return isKnown(name) ? [name, '--help'] : [name];
}

function isKnown(name: string): boolean {
  return isCommand(name) || VERBS.some(({ usage }) => usage.split(' ', 1)[0] === name);
}

/**
 * `run [OPTIONS] SCRIPT -- ARGS`: what follows the script is the script's. In all other lines `-` is standard input, by its name,
 * as yargs takes no argument that begins with a dash.
 */
function wordsOf(argv: readonly string[]): string[] {
  if (argv[0] !== 'run') return argv.map((word) => (word === '-' ? '/dev/stdin' : word));
  const script = argv.findIndex((word, index) => index > 0 && !word.startsWith('-') && !takesValue(argv[index - 1]));
  return script === -1 ? [...argv] : [...argv.slice(0, script + 1), '--', ...argv.slice(script + 1)];
}

function takesValue(word: string): boolean {
  return Object.entries(EVERYWHERE).some(([name, { type }]) => type === 'string' && word === `--${name}`);
}

/** Whether a line asks for JSON, though it may be none that can be parsed: what a script is given does not. */
function wantsJson(argv: readonly string[]): boolean {
  const words = wordsOf(argv);
  const end = words.indexOf('--');
  return words.slice(0, end === -1 ? words.length : end).includes('--json');
}

/** The verb or command that a line names, whether there is one of this name or not; null if it names none. */
function nameIn(argv: readonly string[]): string | null {
  return argv.find((word, index) => !word.startsWith('-') && !(index > 0 && takesValue(argv[index - 1]))) ?? null;
}

const lines = (own: Argv) =>
  own
    .group('execute', 'Options:')
    .option('execute', { alias: 'e', type: 'string', array: true, nargs: 1, describe: 'run this line; repeatable' });
const nothing = (own: Argv) => own;

/** What is no command of the console; the module of each is loaded only when it runs. */
const VERBS: readonly {
  readonly usage: string;
  readonly summary: string;
  readonly configure: (own: Argv) => Argv;
  readonly load: () => Promise<Verb>;
}[] = [
  {
    usage: 'attach [target]',
    summary: 'the console on a process; without a target, on one of those it finds',
    configure: lines,
    load: async () => (await import('./cli/attach.js')).attach,
  },
  {
    usage: 'run <script> [args..]',
    summary: 'start a program under the inspector, and the console on it',
    configure: nothing,
    load: async () => (await import('./cli/run.js')).run,
  },
  {
    usage: 'open <files..>',
    summary: 'the console on .heapsnapshot files',
    configure: lines,
    load: async () => (await import('./cli/open.js')).open,
  },
  {
    usage: 'ps',
    summary: 'the Node processes of this machine, and how each can be reached',
    configure: nothing,
    load: async () => (await import('./cli/ps.js')).ps,
  },
  {
    usage: 'demo',
    summary: 'a leaky sample service, traffic, and the console on it',
    configure: nothing,
    load: async () => (await import('./cli/demo.js')).demo,
  },
];

const HELP = { usage: 'help [command]', summary: 'what a command does, and its options' };

/** A command and its arguments as a line of the shell shows them. */
function fullUsage(command: AnyCommand): string {
  return `${command.name} <target> ${usageOf(command)}`.trimEnd();
}

/** What is wrong with a command line, and whose help tells what would be right. `usages`: of all that there is. */
function wrongUsage(message: string, argv: readonly string[], usages: readonly string[]): UserError {
  const [first] = argv;
  const usage = usages.find((usage) => usage.split(' ', 1)[0] === first);
  if (usage !== undefined) return usageError(message, `leakconsole ${usage}`, `leakconsole ${first} --help`);
  const help = 'leakconsole --help';
  if (first === undefined) return usageError(message, '', help);
  if (!first.startsWith('-')) return usageError(`there is no command ${first}`, '', help);
  // Its value may have been what was meant as the command.
  const isKnown = Object.hasOwn(EVERYWHERE, first.replace(/^--(no-)?|=.*/g, ''));
  return usageError(isKnown ? message : `there is no option ${first}`, '', help);
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
