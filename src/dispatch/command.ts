import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs';
import type { Style } from '../view/text/style.js';
import type { Context, TargetKind } from './context.js';

export type OptionSpecs = Readonly<Record<string, Options>>;

/** In the order in which they stand on the line. `raw`: the rest of the line, as it was typed (an expression). */
export type PositionalSpecs = Readonly<Record<string, PositionalOptions & { raw?: true }>>;

export type Arguments<P extends PositionalSpecs, O extends OptionSpecs> = InferredOptionTypes<P> &
  InferredOptionTypes<O>;

/**
 * One command, for the console (`.name`), for the shell (`leakconsole name TARGET`) and for scripts (`--json`).
 *
 * `run` computes plain data and prints nothing; `render` turns these data into text. A command that looks again and again
 * gives an AsyncIterable, each result of which is shown when it comes.
 */
export interface Command<
  K extends TargetKind = TargetKind,
  P extends PositionalSpecs = PositionalSpecs,
  O extends OptionSpecs = OptionSpecs,
  R = unknown,
> {
  readonly name: string;
  /** One line, for lists of commands. */
  readonly summary: string;
  /** What help says beyond summary and options: a few sentences. */
  readonly help?: string;
  /** Arguments as one would type them after the command's name. */
  readonly examples?: readonly string[];
  /** What it can work on: a running process, opened heap snapshot files, or either. */
  readonly on: readonly K[];
  readonly positionals: P;
  readonly options: O;
  /** Options that say how a running process is looked at, and are wrong usage on a file. */
  readonly liveOptions?: readonly (keyof O & string)[];
  /** Of what only later lines of a console can use: why the shell does not run it alone. */
  readonly onlyInConsole?: string;
  run(context: Context<K>, args: Arguments<P, O>): Promise<R> | AsyncIterable<R>;
  render(result: R, style: Style): string;
}

/** Gives a command as it is; its use is that TypeScript infers the types of arguments and result. */
export function defineCommand<K extends TargetKind, const P extends PositionalSpecs, const O extends OptionSpecs, R>(
  command: Command<K, P, O, R>,
): Command<K, P, O, R> {
  return command;
}

/** A command whose types are not known, as lists of commands hold it. */
// biome-ignore lint/suspicious/noExplicitAny: a list of commands holds what their inference has typed
export type AnyCommand = Command<any, any, any, any>;
