import { type Argument, type ArgumentSpecs, FILE, FLAG, kebabCase, TEXT, textKind } from './argument.js';
import type { AnyCommand } from './command.js';

/** Options that every command takes, in the console and from the shell: how this one line may look at the target. */
export const LINE_OPTIONS = {
  lens: { kind: textKind('NAME'), describe: 'look through this one: fork, census, snapshot, walk, sampling or id' },
  fork: {
    kind: FLAG,
    describe: 'let a forked child look: no stall, but native code is loaded into the target (Linux)',
  },
  force: { kind: FLAG, describe: 'do what the budget would refuse' },
  json: { kind: FLAG, default: false, describe: 'one line of JSON a result' },
} as const satisfies ArgumentSpecs;

/** The option of the shell for commands that start what they look at. */
export const RUN_OPTION = {
  run: { kind: TEXT, describe: 'start this (`node service.js`) instead of a target, and end it afterwards' },
} as const satisfies ArgumentSpecs;

const OVERWRITE: Argument<boolean> = { kind: FLAG, describe: 'write over a file that is already there' };

/** The options by which a command's exports are asked for. */
export function exportOptions({ exports = {} }: AnyCommand): ArgumentSpecs {
  const files = Object.entries(exports).map(([name, { describe }]) => [name, { kind: FILE, describe }] as const);
  const writesWhole = Object.values(exports).some(({ header }) => header === null);
  return { ...Object.fromEntries(files), ...(writesWhole ? { overwrite: OVERWRITE } : {}) };
}

/** The arguments of a command as a line shows them: `<name> [n]`. */
export function usageOf({ positionals }: { readonly positionals: ArgumentSpecs }): string {
  return Object.entries(positionals)
    .map(([name, { kind, required }]) => {
      const text = kind.schema.type === 'array' ? `${kebabCase(name)}..` : kebabCase(name);
      return required ? `<${text}>` : `[${text}]`;
    })
    .join(' ');
}

/** An option as help shows it: `--csv FILE`, `-e, --execute TEXT`. */
export function optionUsage(name: string, { kind, default: standard, short }: Argument): string {
  // A flag that is on is written to switch it off.
  const written = kind.placeholder === '' && standard === true ? `--no-${kebabCase(name)}` : `--${kebabCase(name)}`;
  const names = short === undefined ? written : `-${short}, ${written}`;
  return kind.placeholder ? `${names} ${kind.placeholder}` : names;
}
