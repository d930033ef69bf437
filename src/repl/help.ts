import type { Options } from 'yargs';
import { usageOf } from '../commands/arguments.js';
import type { AnyCommand } from '../commands/command.js';
import type { TargetKind } from '../commands/context.js';
import type { Style } from '../render/style.js';

/** What `.help` shows: every command that works here with one line, and what else the prompt takes. */
export function renderHelp(commands: readonly AnyCommand[], on: TargetKind, style: Style): string {
  const listed = commands.filter(({ name }) => name !== 'eval').map((command) => [synopsis(command), command.summary]);
  const own = [
    ['.editor', 'write several lines, Ctrl-D evaluates them'],
    ['.break', 'drop the lines typed so far'],
    ['.load FILE', 'evaluate the lines of a file'],
    ['.save FILE', 'write the lines of this session to a file'],
    ['.exit', on === 'live' ? 'leave; the target stays as it was' : 'leave'],
  ];
  const rows = on === 'live' ? [...listed, [], ...own] : [...listed, own.at(-1)!];
  const width = Math.max(...rows.map(([left = '']) => left.length));
  const lines = rows.map(([left = '', right = '']) => `  ${style.cyan(left.padEnd(width))}  ${right}`.trimEnd());
  return on === 'live'
    ? [
        'Anything else is JavaScript, evaluated in the target: `cache.size`, `main.cache.get("a")`, `await fetch(…)`.',
        '',
        ...lines,
        '',
        style.dim('.help COMMAND tells more. Ctrl-C ends an evaluation, Tab completes, `_` is the last value.'),
        '',
      ].join('\n')
    : [...lines, '', style.dim('.help COMMAND tells more. @123 is the id of an object.'), ''].join('\n');
}

/** What `.help NAME` shows: the command's arguments, options and words. */
export function renderCommandHelp(command: AnyCommand, style: Style): string {
  const rows = [
    ...Object.entries<Options>(command.positionals).map(([name, { describe }]) => [name, describe ?? '']),
    ...Object.entries<Options>(command.options).map(([name, option]) => [
      optionSynopsis(name, option),
      option.describe ?? '',
    ]),
  ];
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  const aliases = command.aliases?.length
    ? style.dim(`  (also ${command.aliases.map((name) => `.${name}`).join(', ')})`)
    : '';
  return [
    `${style.bold(synopsis(command))}${aliases}`,
    `  ${command.summary}`,
    ...(rows.length > 0 ? ['', ...rows.map(([left, right]) => `  ${style.cyan(left.padEnd(width))}  ${right}`)] : []),
    ...(command.help ? ['', command.help] : []),
    '',
  ].join('\n');
}

function synopsis(command: AnyCommand): string {
  return `.${command.name} ${usageOf(command)}`.trimEnd();
}

function optionSynopsis(name: string, { type, choices, default: standard }: Options): string {
  const value = choices ? choices.join('|') : type === 'boolean' ? '' : type === 'number' ? 'N' : 'VALUE';
  return `--${name}${value ? ` ${value}` : ''}${standard === undefined || type === 'boolean' ? '' : ` (${standard})`}`;
}
