import { ExitCode, messageOf, UserError } from '../errors.js';
import { parseBytes, parseDuration } from './quantities.js';

/** What kind of value an argument takes: how it is read from a command line, checked, shown and described. */
export interface Kind<T> {
  /** What help shows in the place of a value; empty for a flag, which takes none. */
  readonly placeholder: string;
  /** Reads a text of the command line. `name` is for the error. Throws a UserError of exit code 2. */
  parse(text: string, name: string): T;
  /** Checks a value that a program gives, which may be a text too. Throws a UserError of exit code 2. */
  check(value: unknown, name: string): T;
  /** How a default is shown. */
  show(value: T): string;
  /** The JSON Schema of the values. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** One argument of a command. */
export interface Argument<T = unknown> {
  readonly kind: Kind<T>;
  /** What it means, in a few words. */
  readonly describe: string;
  readonly default?: T;
  /** It must be given. */
  readonly required?: true;
  /** The rest of the line as it was typed, quotes and all: an expression. */
  readonly raw?: true;
  /** The letter of its short form, `-e`. */
  readonly short?: string;
}

/**
 * Arguments by name (camelCase; the command line writes `--walk-memory`), positionals in the order in which they stand.
 */
export type ArgumentSpecs = Readonly<Record<string, Argument>>;

/** The values that a command gets for its arguments. */
export type ValuesOf<S extends ArgumentSpecs> = {
  readonly [K in keyof S]: S[K] extends { readonly kind: Kind<infer T> }
    ? S[K] extends { readonly default: unknown } | { readonly required: true }
      ? T
      : T | undefined
    : never;
};

/** The values that somebody who invokes a command must give, or may. */
export type GivenFor<S extends ArgumentSpecs> = {
  readonly [K in keyof S as S[K] extends { readonly required: true } ? K : never]: ValuesOf<S>[K];
} & { readonly [K in keyof S as S[K] extends { readonly required: true } ? never : K]?: ValuesOf<S>[K] };

/** A flag: there or not, `--no-NAME` says that it is not. */
export const FLAG: Kind<boolean> = {
  placeholder: '',
  parse: (text) => text !== 'false',
  check: (value, name) => (typeof value === 'boolean' ? value : fail(name, 'true or false', value)),
  show: String,
  schema: { type: 'boolean' },
};

/** Any text. */
export const TEXT = textKind('TEXT');
/** The path of a file. */
export const FILE = textKind('FILE');
/** JavaScript. */
export const EXPRESSION = textKind('EXPRESSION');

/** Several texts. */
export const TEXTS: Kind<readonly string[]> = {
  placeholder: 'TEXT',
  parse: (text) => [text],
  check: (value, name) => (Array.isArray(value) ? value.map(String) : fail(name, 'a list of texts', value)),
  show: (value) => value.join(' '),
  schema: { type: 'array', items: { type: 'string' } },
};

/** How many of something: a positive whole number. */
export const COUNT = numberKind(
  'a positive whole number',
  'as 5 or 20',
  (value) => Number.isInteger(value) && value > 0,
  {
    type: 'integer',
    minimum: 1,
  },
);

/** A part of a whole: above 0 and at most 1. */
export const SHARE = numberKind('above 0 and at most 1', 'as 0.5', (value) => value > 0 && value <= 1, {
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1,
});

/** A time: ms for a program, `500ms`, `2s`, `5m` on the command line. */
export const DURATION = durationKind();

/** A time from `least` to `most`, ms. */
export function durationKind({ least = 0, most = Number.POSITIVE_INFINITY } = {}): Kind<number> {
  const check = (value: unknown, name: string): number => {
    const ms = typeof value === 'number' ? value : parseDuration(String(value));
    if (ms >= least && ms <= most) return ms;
    const range = Number.isFinite(most)
      ? `${showDuration(least)} to ${showDuration(most)}`
      : `at least ${showDuration(least)}`;
    return fail(name, range, typeof value === 'number' ? showDuration(value) : value);
  };
  return {
    placeholder: 'TIME',
    parse: check,
    check,
    show: showDuration,
    schema: { type: 'number', description: 'ms' },
  };
}

/** A size: bytes for a program, `300MB` on the command line. */
export const BYTES = bytesKind();

/** A size of at least so many bytes. */
export function bytesKind({ least = 0 } = {}): Kind<number> {
  const check = (value: unknown, name: string): number => {
    const bytes = typeof value === 'number' ? value : parseBytes(String(value));
    return bytes >= least ? bytes : fail(name, `at least ${showBytes(least)}`, value);
  };
  return {
    placeholder: 'SIZE',
    parse: check,
    check,
    show: showBytes,
    schema: { type: 'integer', description: 'bytes' },
  };
}

/** The `@id` of an object in a heap snapshot: `@123`, or its number. */
export const NODE_ID: Kind<number> = {
  placeholder: '@ID',
  parse: parseNodeId,
  check: (value) => (typeof value === 'number' ? value : parseNodeId(String(value))),
  show: (id) => `@${id}`,
  schema: { type: 'integer' },
};

/** A regular expression, as a text. */
export const PATTERN: Kind<RegExp> = {
  placeholder: 'PATTERN',
  parse: parsePattern,
  check: (value) => (value instanceof RegExp ? value : parsePattern(String(value))),
  show: (value) => value.source,
  schema: { type: 'string', format: 'regex' },
};

/** One of a few words. */
export function oneOf<const W extends string>(...words: readonly W[]): Kind<W> {
  const read = (value: unknown, name: string): W => {
    const word = words.find((each) => each === value);
    return word ?? fail(name, words.join(', ').replace(/, ([^,]*)$/, ' or $1'), value);
  };
  return { placeholder: words.join('|'), parse: read, check: read, show: String, schema: { enum: words } };
}

/** An argument's name as the command line writes it: `walkMemory` is `walk-memory`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * What a program gave for a command's arguments, checked, with the defaults for the rest. Throws a UserError of exit
 * code 2.
 */
export function completeValues<S extends ArgumentSpecs>(
  specs: S,
  given: Readonly<Record<string, unknown>>,
): ValuesOf<S> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(specs, name));
  if (unknown !== undefined)
    throw new UserError(
      'usage',
      `there is no argument ${unknown}`,
      usageError(`the arguments are ${Object.keys(specs).join(', ')}`),
    );
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name];
    if (value !== undefined) values[name] = spec.kind.check(value, name);
    else if (spec.required) throw new UserError('usage', `an argument is missing: ${name}`, usageError(spec.describe));
    else values[name] = spec.default;
  }
  return values as ValuesOf<S>;
}

/** A text that help shows by this placeholder. */
export function textKind(placeholder: string): Kind<string> {
  return {
    placeholder,
    parse: (text) => text,
    check: (value) => String(value),
    show: String,
    schema: { type: 'string' },
  };
}

function numberKind(
  what: string,
  hint: string,
  holds: (value: number) => boolean,
  schema: Kind<number>['schema'],
): Kind<number> {
  const read = (value: unknown, name: string): number => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && holds(number)) return number;
    return fail(name, what, value, hint);
  };
  return { placeholder: 'N', parse: read, check: read, show: String, schema };
}

function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (cause) {
    // V8: `Invalid regular expression: /(/u: Unterminated group`
    const why = messageOf(cause).replace(/^.*: /, '');
    throw new UserError('bad-filter', `${text} is not a regular expression: ${why}`, {
      ...usageError('characters like ( [ { + * ? need a \\ before them to stand for themselves'),
      cause,
    });
  }
}

function parseNodeId(text: string): number {
  const [, digits] = /^@?(\d+)$/.exec(text.trim()) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new UserError('usage', `"${text}" is not an object id (they look like @1234)`, usageError(ID_HINT));
}

/** Where an `@id` comes from. */
export const ID_HINT = 'the commands instances, biggest and retainers show the @id of objects';

function showDuration(ms: number): string {
  return ms % 1000 === 0 && ms > 0 ? `${ms / 1000}s` : `${ms}ms`;
}

function showBytes(bytes: number): string {
  if (bytes % 1e6 === 0) return `${bytes / 1e6}MB`;
  return bytes % 1000 === 0 ? `${bytes / 1000}kB` : `${bytes}`;
}

function fail(name: string, what: string, value: unknown, hint = `see \`--help\` for what ${name} takes`): never {
  throw new UserError('usage', `${name} must be ${what} (got ${value})`, usageError(hint));
}

function usageError(hint: string): { hint: string; exitCode: ExitCode } {
  return { hint, exitCode: ExitCode.usage };
}
