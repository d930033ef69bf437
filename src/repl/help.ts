import type { AnyCommand } from '../dispatch/command.js';
import { IN_CONSOLE, separate, viewCommandHelp, viewCommandList } from '../dispatch/help.js';
import { usageOf } from '../dispatch/line-options.js';
import { groupCommands, loadCommands } from '../dispatch/registry.js';
import type { Console } from '../dispatch/run-command.js';
import { type Block, type Definition, note, strong, text } from '../view/blocks.js';
import { findCommand } from './find-command.js';

/** What lines have beside commands. */
const PROMPT: readonly Definition[] = [
  { term: '.load FILE', text: 'run the lines of a file' },
  { term: '.save FILE', text: 'write the lines of this session to a file' },
  { term: '.clear', text: 'forget the variables of this console' },
  { term: '.editor', text: 'write several lines, Ctrl-D evaluates them' },
  { term: '.break', text: 'drop the lines typed so far' },
];

/** Where expressions are evaluated, with examples. */
const EVALUATED = {
  live: 'target: `cache.size`, `main.cache.get("a")`, `await fetch(…)`',
  page: 'page: `document.title`, `cache.size`, `await fetch(…)`',
} as const;

/** Where one begins. */
const BEGIN: Readonly<Record<Console['target']['kind'], readonly Definition[]>> = {
  page: [
    { term: '.types', text: 'what fills the heap, by class' },
    { term: '.growth', text: 'by class, what grew since the last call' },
    { term: '.retainers NAME', text: 'what holds the objects of a class' },
  ],
  live: [
    { term: '.collections', text: 'what holds the most; again: what grew' },
    { term: '.growth', text: 'by class, what grew since the last call' },
    { term: '.retainers NAME', text: 'what holds the objects of a class' },
  ],
  files: [
    { term: '.types', text: 'what fills the heap, by class' },
    { term: '.retainers NAME', text: 'what holds the objects of a class' },
    { term: '.diff', text: 'what has changed since the snapshot before' },
  ],
};

type HelpTarget = Pick<Console, 'registry' | 'target'>;

/** A command, for scripts. */
/** What `.help --json` prints. */
export interface HelpResult {
  /** Those that work on what the console is attached to, in the order of help; or the one that was named. */
  readonly commands: readonly ListedCommand[];
}

/** A command as help lists it. */
interface ListedCommand {
  /** Without the dot. */
  readonly name: string;
  /** The heading under which help lists it. */
  readonly group: string;
  /** The line to type, with its arguments. */
  readonly usage: string;
  /** What it does, in a few words. */
  readonly summary: string;
}

/**
 * What `.help` shows: where one begins, the names of all commands that work here, and what else the prompt takes, in 30
 * lines; `.help all`: each command with a line; `.help NAME`: all about one.
 */
export async function viewHelp(topic: string, console: HelpTarget): Promise<Block[]> {
  if (topic === 'all') return viewAll(await commandsFor(console), console);
  if (topic !== '') return viewCommandHelp(await findCommand(console, topic), IN_CONSOLE);
  const { kind } = console.target;
  const groups = groupCommands(await commandsFor(console)).map(({ title, commands }) => ({
    term: title,
    text: commands.map(({ name }) => `.${name}`).join('  '),
  }));
  const prompt = kind === 'live' ? PROMPT : PROMPT.slice(0, 2);
  return separate([
    kind === 'files' ? [] : [text(`JavaScript is evaluated in the ${EVALUATED[kind]}.`)],
    [{ kind: 'definitions', definitions: BEGIN[kind] }],
    [
      {
        kind: 'definitions',
        definitions: [...groups, { term: 'the prompt', text: [...prompt.map(({ term }) => term), '.exit'].join('  ') }],
      },
    ],
    [
      note('.help COMMAND tells more, .help all has a line for each.'),
      note(
        kind === 'live'
          ? 'Ctrl-C ends an evaluation, Tab completes, `_` is the last value.'
          : `@123 is the id of an object${kind === 'page' ? '; `$_` is the last value' : ''}.`,
      ),
    ],
  ]);
}

/** The commands that work here, or the one that is named. Throws a UserError where there is none of that name. */
export async function describeHelp(topic: string, console: HelpTarget): Promise<HelpResult> {
  const commands = topic === '' || topic === 'all' ? await commandsFor(console) : [await findCommand(console, topic)];
  return {
    commands: commands.map((command) => ({
      name: command.name,
      group: command.group,
      usage: `.${command.name} ${usageOf(command)}`.trimEnd(),
      summary: command.summary,
    })),
  };
}

function viewAll(commands: readonly AnyCommand[], { target }: HelpTarget): Block[] {
  const leave = { term: '.exit', text: target.kind === 'files' ? 'leave' : 'leave; the target stays as it was' };
  const prompt = target.kind === 'live' ? PROMPT : PROMPT.slice(0, 2);
  return separate([
    viewCommandList(commands, '.'),
    [text(strong('the prompt')), { kind: 'definitions', definitions: [...prompt, leave] }],
  ]);
}

/** The commands that work on what the console is attached to; an expression needs none. */
async function commandsFor({ registry, target }: HelpTarget): Promise<AnyCommand[]> {
  return (await loadCommands(registry)).filter(({ name, on }) => name !== 'eval' && on.includes(target.kind));
}
