import type { ArgumentSpecs, GivenFor } from './dispatch/argument.js';
import type { AnyCommand, Command } from './dispatch/command.js';
import { type ContextOptions, createContext, PLAIN_WIDTH } from './dispatch/create-context.js';
import { invoke } from './dispatch/invoke.js';
import type { TargetKind } from './dispatch/target.js';
import { type Commands, REGISTRY } from './registry.js';

/** The names of the commands that work on such a target. */
export type NameFor<K extends TargetKind> = {
  [N in keyof Commands]: K extends Commands[N]['on'][number] ? N : never;
}[keyof Commands];

/** The arguments of a command, as a program gives them. */
export type ArgumentsOf<N extends keyof Commands> =
  Commands[N] extends Command<infer _K, infer P extends ArgumentSpecs, infer O extends ArgumentSpecs, infer _R>
    ? GivenFor<P & O>
    : never;

/** The plain data that a command gives: the `result` of `--json`. */
export type ResultOf<N extends keyof Commands> =
  Commands[N] extends Command<infer _K, infer _P, infer _O, infer R> ? R : never;

/** What follows a command's name: its arguments, which may be left out where none is required. */
export type RestFor<N extends keyof Commands> = keyof ArgumentsOf<N> extends never
  ? [args?: Record<string, never>]
  : Record<never, never> extends ArgumentsOf<N>
    ? [args?: ArgumentsOf<N>]
    : [args: ArgumentsOf<N>];

/** How a program runs a command. */
export type ProgramOptions = Pick<ContextOptions, 'target' | 'notice' | 'progress' | 'signal'>;

/** Runs a command for a program, and gives its results as they come. Throws a UserError. */
export async function* resultsByName<N extends keyof Commands>(
  options: ProgramOptions,
  name: N,
  [args = {}]: RestFor<N>,
): AsyncGenerator<ResultOf<N>> {
  const command: AnyCommand = await REGISTRY.commands[name]();
  const context = createContext({
    ...options,
    lenses: REGISTRY.lenses,
    force: false,
    fork: false,
    wantedLens: null,
    endsSession: false,
    valueWidth: PLAIN_WIDTH,
    choose: null,
    follow: null,
    // Who calls it from a program ends it by the signal.
    untilEnough: (work) => work(new AbortController().signal),
  });
  // The registry has under this name the command whose result this is.
  yield* invoke(command, context, args) as AsyncIterable<ResultOf<N>>;
}

/**
 * Runs a command for a program, and gives its result; of a command that looks again and again, the last. Throws a
 * UserError.
 */
export async function runByName<N extends keyof Commands>(
  options: ProgramOptions,
  name: N,
  rest: RestFor<N>,
): Promise<ResultOf<N>> {
  let last: ResultOf<N> | undefined;
  for await (const result of resultsByName(options, name, rest)) last = result;
  return last as ResultOf<N>;
}
