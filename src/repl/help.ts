import type { Options } from 'yargs';
import { usageOf } from '../dispatch/arguments.js';
import type { AnyCommand } from '../dispatch/command.js';
import type { TargetKind } from '../dispatch/context.js';
import { commandGroups } from '../dispatch/registry.js';
import { type Definition, renderDefinitions, termWidthOf } from '../view/text/definitions.js';
import { renderParagraphs } from '../view/text/paragraphs.js';
import type { Style } from '../view/text/style.js';

/** What node:repl itself understands. */
const PROMPT: readonly Definition[] = [
  ['.editor', 'write several lines, Ctrl-D evaluates them'],
  ['.break', 'drop the lines typed so far'],
  ['.load FILE', 'evaluate the lines of a file'],
  ['.save FILE', 'write the lines of this session to a file'],
];

/** What `.help` shows: every command that works here with one line, and what else the prompt takes. */
export function renderHelp(commands: readonly AnyCommand[], on: TargetKind, style: Style): string {
  const isLive = on === 'live';
  const groups = commandGroups(commands.filter(({ name }) => name !== 'eval')).map((group) => ({
    title: group.title,
    definitions: group.commands.map((command): Definition => [synopsis(command), command.summary]),
  }));
  const leave: Definition = ['.exit', isLive ? 'leave; the target stays as it was' : 'leave'];
  const prompt = { title: 'the prompt', definitions: [...(isLive ? PROMPT : []), leave] };
  const width = termWidthOf(groups.flatMap(({ definitions }) => definitions));
  const lists = [...groups, prompt].map(
    ({ title, definitions }) => `${style.bold(title)}\n${renderDefinitions(definitions, style, width)}\n`,
  );
  const intro =
    'Anything else is JavaScript, evaluated in the target: `cache.size`, `main.cache.get("a")`, `await fetch(…)`.';
  const outro = isLive
    ? '.help COMMAND tells more. Ctrl-C ends an evaluation, Tab completes, `_` is the last value.'
    : '.help COMMAND tells more. @123 is the id of an object.';
  return [
    ...(isLive ? [`${renderParagraphs(intro, style)}\n`] : []),
    ...lists,
    `${style.dim(renderParagraphs(outro, style))}\n`,
  ].join('\n');
}

/** What `.help NAME` shows: the command's arguments, options, words and examples. */
export function renderCommandHelp(command: AnyCommand, style: Style): string {
  const definitions = [
    ...Object.entries<Options>(command.positionals).map(([name, { describe }]): Definition => [name, describe ?? '']),
    ...Object.entries<Options>(command.options).map(
      ([name, option]): Definition => [optionSynopsis(name, option), option.describe ?? ''],
    ),
  ];
  const blocks = [
    `${style.bold(synopsis(command))}\n${renderParagraphs(command.summary, style)}`,
    renderDefinitions(definitions, style),
    renderParagraphs(command.help ?? '', style),
    (command.examples ?? []).map((example) => `  ${style.cyan(`.${command.name} ${example}`.trimEnd())}`).join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function synopsis(command: AnyCommand): string {
  return `.${command.name} ${usageOf(command)}`.trimEnd();
}

function optionSynopsis(name: string, { type, choices, default: standard }: Options): string {
  const value = choices ? choices.join('|') : type === 'boolean' ? '' : type === 'number' ? 'N' : 'VALUE';
  return `--${name}${value ? ` ${value}` : ''}${standard === undefined || type === 'boolean' ? '' : ` (${standard})`}`;
}
