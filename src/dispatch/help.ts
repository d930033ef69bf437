import { type Block, type Definition, type DefinitionsBlock, indented, strong, text } from '../view/blocks.js';
import { type Argument, type ArgumentSpecs, kebabCase } from './argument.js';
import type { AnyCommand } from './command.js';
import { exportOptions, optionUsage, RUN_OPTION, usageOf } from './line-options.js';
import { groupCommands } from './registry.js';

/** Where a command is typed: in the console, or in the shell. */
export interface HelpPlace {
  /** What stands before a command's name: `.`, or `leakconsole `. */
  readonly prefix: string;
  /** What stands between a command's name and its arguments in the shell; empty in the console. */
  target(example: string): string;
  /** Each line is alone there: it may start a program, and nothing it leaves behind can be used. */
  readonly isShell: boolean;
}

/** Help as a line of the console is typed: `.growth --since before`. */
export const IN_CONSOLE: HelpPlace = { prefix: '.', target: () => '', isShell: false };

/** What help on one command shows: its arguments, options, words and examples. */
export function viewCommandHelp(command: AnyCommand, place: HelpPlace): Block[] {
  const { summary, help = '', positionals, options, onlyInConsole } = command;
  const run = command.startsProgram && place.isShell ? RUN_OPTION : {};
  const all = { ...run, ...options, ...exportOptions(command) };
  const shown = viewArguments(positionals, all);
  const parts: Block[][] = [
    [
      text(strong(usageLine(command, onlyInConsole === undefined ? place : IN_CONSOLE))),
      text(summary),
      ...(place.isShell && onlyInConsole !== undefined ? [text(`Only in the console: ${onlyInConsole}.`)] : []),
    ],
    shown.definitions.length > 0 ? [shown] : [],
    help === '' ? [] : help.split('\n').map((paragraph) => text(paragraph)),
    viewExamples(command, place),
  ];
  return separate(parts);
}

function usageLine(command: AnyCommand, { prefix, target }: HelpPlace): string {
  return joinWords(prefix + command.name, target(''), usageOf(command));
}

/** The examples as they are typed at a place; in the shell, those that only a console takes stand apart. */
function viewExamples(command: AnyCommand, place: HelpPlace): Block[] {
  const { name, examples = [], consoleExamples = [], onlyInConsole } = command;
  const linesAt = ({ prefix, target }: HelpPlace, lines: readonly string[]) =>
    lines.map((line) => text(indented(joinWords(prefix + name, target(line), line)), 'keep'));
  if (!place.isShell) return linesAt(place, [...consoleExamples, ...examples]);
  if (onlyInConsole !== undefined) return linesAt(IN_CONSOLE, examples);
  const inConsole = linesAt(IN_CONSOLE, consoleExamples);
  return [...linesAt(place, examples), ...(inConsole.length > 0 ? [text('in the console:'), ...inConsole] : [])];
}

/** The commands by what they are asked for, each with one line. */
export function viewCommandList(commands: readonly AnyCommand[], prefix: string): Block[] {
  return separate(
    groupCommands(commands).map((group) => [
      text(strong(group.title)),
      {
        kind: 'definitions',
        definitions: group.commands.map((command) => ({
          term: joinWords(prefix + command.name, usageOf(command)),
          text: command.summary,
        })),
      },
    ]),
  );
}

/** Positionals and options with what they mean. */
export function viewArguments(positionals: ArgumentSpecs, options: ArgumentSpecs): DefinitionsBlock {
  const definitions = [
    ...Object.entries(positionals).map(describeArgument),
    ...Object.entries(options).map(describeOption),
  ];
  return { kind: 'definitions', definitions };
}

/** Options with what they mean. */
export function viewOptions(options: ArgumentSpecs): Block {
  return { kind: 'definitions', definitions: Object.entries(options).map(describeOption) };
}

/** Parts with an empty line between them; those without blocks are left out. */
export function separate(parts: readonly (readonly Block[])[]): Block[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index > 0 ? [text(''), ...part] : part));
}

function describeArgument([name, argument]: [string, Argument]): Definition {
  return { term: kebabCase(name), text: `${argument.describe}${defaultText(argument)}` };
}

function describeOption([name, argument]: [string, Argument]): Definition {
  return { term: optionUsage(name, argument), text: `${argument.describe}${defaultText(argument)}` };
}

function defaultText({ kind, default: standard }: Argument): string {
  if (standard === undefined || kind.placeholder === '' || kind.schema.type === 'array') return '';
  return ` (${kind.show(standard)})`;
}

function joinWords(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ');
}
