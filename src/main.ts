import { readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { createReport } from './cli/report.js';
import { type Io, settingsFrom, type Verb } from './cli/settings.js';
import { configure, usageError, usageOf } from './commands/arguments.js';
import { loadCommands } from './commands/registry.js';
import { ExitCode } from './errors.js';
import { createStyle } from './render/style.js';

/** Runs one command line (without `node` and script) and resolves to its exit code. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let style = createStyle();
  try {
    const { verb, args, text } = await parse(argv);
    if (!verb) {
      io.stdout.write(`${text}\n`);
      return ExitCode.done;
    }
    const settings = settingsFrom(args, io);
    style = settings.errorStyle;
    return await verb(settings, io, args);
  } catch (error) {
    return createReport(io.stderr, style)(error);
  }
}

/** What the command line asks for: a verb and its arguments, or a text (help, version) to show. */
async function parse(argv: readonly string[]): Promise<{ verb?: Verb; args: Record<string, unknown>; text: string }> {
  let verb: Verb | undefined;
  let text = '';
  const choose = (load: () => Promise<Verb>) => async () => {
    verb = await load();
  };
  const parser = yargs().scriptName('leakconsole');
  addVerbs(parser, choose);
  for (const command of await loadCommands(argv[0])) {
    parser.command(
      `${command.name} <target> ${usageOf(command)}`.trimEnd(),
      command.summary,
      (own) => configure(own, command),
      choose(async () => {
        const { once } = await import('./cli/once.js');
        return (settings, io, args) => once(command, settings, io, args);
      }),
    );
  }
  const args = await parser
    .usage(
      '$0 attach [TARGET]\n\nA console into a running Node.js service: what fills its memory, what grows, what holds it.',
    )
    .options(EVERYWHERE)
    .group(Object.keys(EVERYWHERE), 'Everywhere:')
    .epilogue(
      'TARGET: 9229, host:9229, ws://…, pid:1234, or a .heapsnapshot file.\n' +
        'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by the budget.',
    )
    .version(version())
    .strict()
    .demandCommand(1, 'a command is missing')
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usageError(message, 'leakconsole --help');
    })
    .parserConfiguration({ 'populate--': true })
    .parseAsync(endAtScript(argv), {}, (_error: unknown, _args: unknown, output: string) => {
      text = output;
    });
  return { verb: text ? undefined : verb, args: args as Record<string, unknown>, text };
}

const EVERYWHERE = {
  json: { type: 'boolean', describe: 'one line of JSON a result' },
  'read-only': { type: 'boolean', describe: 'refuse evaluations that would change anything' },
  timeout: { type: 'string', default: '60s', describe: 'end an evaluation that takes longer' },
  'max-pause': { type: 'string', default: '2s', describe: 'how long the target may be stalled' },
  'max-rss': { type: 'string', describe: 'how much memory it may be made to take' },
  force: { type: 'boolean', describe: 'do what the budget would refuse' },
  color: { type: 'boolean', default: true, describe: 'colours on a terminal (also NO_COLOR)' },
} as const;

/** `run [OPTIONS] SCRIPT -- ARGS`: what follows the script is the script's. */
function endAtScript(argv: readonly string[]): string[] {
  if (argv[0] !== 'run') return [...argv];
  const script = argv.findIndex((word, index) => index > 0 && !word.startsWith('-') && !takesValue(argv[index - 1]));
  return script === -1 ? [...argv] : [...argv.slice(0, script + 1), '--', ...argv.slice(script + 1)];
}

function takesValue(word: string): boolean {
  return Object.entries(EVERYWHERE).some(([name, { type }]) => type === 'string' && word === `--${name}`);
}

/** Chooses the verb that a command line runs; its module is loaded only then. */
type Choose = (load: () => Promise<Verb>) => () => Promise<void>;

function addVerbs(parser: Argv, choose: Choose): void {
  const lines = (own: Argv) =>
    own.option('execute', { alias: 'e', type: 'string', array: true, nargs: 1, describe: 'run this line; repeatable' });
  parser
    .command(
      'attach [target]',
      'the console on a process; without a target, on one of those it finds',
      lines,
      choose(async () => (await import('./cli/attach.js')).attach),
    )
    .command(
      'run <script> [args..]',
      'start a program under the inspector, and the console on it',
      (own) => own,
      choose(async () => (await import('./cli/run.js')).run),
    )
    .command(
      'open <files..>',
      'the console on .heapsnapshot files',
      lines,
      choose(async () => (await import('./cli/open.js')).open),
    )
    .command(
      'ps',
      'the Node processes of this machine, and how each can be reached',
      (own) => own,
      choose(async () => (await import('./cli/ps.js')).ps),
    )
    .command(
      'demo',
      'a leaky sample service, traffic, and the console on it',
      (own) => own,
      choose(async () => (await import('./cli/demo.js')).demo),
    );
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
