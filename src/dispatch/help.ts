import { type Block, type Definition, strong, text } from '../view/blocks.js';
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
  /** Whether programs can be started there. */
  readonly startsPrograms: boolean;
}

export const IN_CONSOLE: HelpPlace = { prefix: '.', target: () => '', startsPrograms: false };

/** What help on one command shows: its arguments, options, words and examples. */
export function viewCommandHelp(command: AnyCommand, place: HelpPlace): Block[] {
  const { summary, help = '', examples = [], positionals, options } = command;
  const run = command.startsProgram && place.startsPrograms ? RUN_OPTION : {};
  const all = { ...run, ...options, ...exportOptions(command) };
  const definitions = [
    ...Object.entries(positionals as ArgumentSpecs).map(describeArgument),
    ...Object.entries(all as ArgumentSpecs).map(describeOption),
  ];
  const parts: Block[][] = [
    [text(strong(joinWords(place.prefix + command.name, place.target(''), usageOf(command)))), text(summary)],
    definitions.length > 0 ? [{ kind: 'definitions', definitions }] : [],
    help === '' ? [] : help.split('\n').map((paragraph) => text(paragraph)),
    examples.map((example) =>
      text(`  ${joinWords(place.prefix + command.name, place.target(example), example)}`, 'keep'),
    ),
  ];
  return separate(parts);
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
