import { ExitCode, UserError } from '../errors.js';
import { type ArgumentSpecs, completeValues, type GivenFor, kebabCase, type ValuesOf } from './argument.js';
import type { AnyCommand, Command, Context } from './command.js';
import type { TargetKind } from './target.js';

/**
 * Runs a command with a program's arguments: checks them, fills in the defaults, and gives the results as they come.
 * Throws a UserError of exit code 2 where the arguments make no sense, or the command does not work on what the context
 * is attached to.
 */
export async function* invoke<K extends TargetKind, P extends ArgumentSpecs, O extends ArgumentSpecs, R>(
  command: Command<K, P, O, R>,
  context: Context,
  given: GivenFor<P & O>,
): AsyncGenerator<R> {
  const specs = { ...command.positionals, ...command.options };
  const args = completeValues(specs, given) as ValuesOf<P & O>;
  if (!isFor(command, context)) throw wrongTarget(command.name, context.kind);
  if (context.kind !== 'live') refuseLiveOptions(command, args, context.kind);
  const results = command.run(context, args);
  if (Symbol.asyncIterator in results) yield* results;
  else yield await results;
}

function isFor<K extends TargetKind>({ on }: { readonly on: readonly K[] }, context: Context): context is Context<K> {
  return (on as readonly TargetKind[]).includes(context.kind);
}

/**
 * Throws a UserError where an option was given, with another value than its usual one, that says nothing about a file,
 * or a page.
 */
function refuseLiveOptions(
  { liveOptions = [], options }: AnyCommand,
  args: Readonly<Record<string, unknown>>,
  kind: TargetKind,
): void {
  const given = liveOptions.find((name) => args[name] !== options[name].default);
  if (given === undefined) return;
  const name = args[given] === false ? `no-${kebabCase(given)}` : kebabCase(given);
  if (kind === 'page') {
    throw new UserError('not-page', `--${name} needs a process of Node, and this is a page of a browser`, {
      hint: 'leave it out: a page is looked at by heap snapshots alone',
      exitCode: ExitCode.usage,
    });
  }
  throw new UserError('not-offline', `--${name} needs a running process, and this is a file`, {
    hint: 'leave it out: a snapshot file is read as a whole, and nobody waits for it',
    exitCode: ExitCode.usage,
  });
}

function wrongTarget(name: string, kind: TargetKind): UserError {
  if (kind === 'page') {
    return new UserError('not-page', `${name} needs a process of Node, and this is a page of a browser`, {
      hint: 'into a page nothing of ours is put: it is looked at by heap snapshots. `.help` lists what works there',
      exitCode: ExitCode.usage,
    });
  }
  return kind === 'live'
    ? new UserError('not-live', `${name} works on heap snapshot files only`, {
        hint: 'take one with .snapshot, then `leakconsole open FILE`',
        exitCode: ExitCode.usage,
      })
    : new UserError('not-offline', `${name} needs a running process, and this is a file`, {
        hint: '`leakconsole attach` attaches to a process',
        exitCode: ExitCode.usage,
      });
}
