import { ExitCode, messageOf, UserError } from '../errors.js';
import { SourceError } from '../isolate/console/source-error.js';
import { formatSeconds } from '../view/text/duration.js';
import type { Style } from '../view/text/style.js';
import type { AnyCommand } from './command.js';
import type { Context, Cost, Lens, Target } from './context.js';

/** Where the results of commands go, and how. */
export interface Output {
  readonly json: boolean;
  readonly style: Style;
  /** Writes a result: text, or a line of JSON. */
  readonly write: (text: string) => void;
}

/** Runs a command and writes its result, or its results one by one; a failure becomes JSON too, and is thrown again. */
export async function runCommand(
  command: AnyCommand,
  context: Omit<Context, 'account'>,
  args: Record<string, unknown>,
  output: Output,
): Promise<void> {
  let accounted = nothing;
  const account = (lens: Lens, cost: Cost | null) => {
    accounted = { lens, cost: cost && accounted.cost ? inAll(accounted.cost, cost) : (cost ?? accounted.cost) };
  };
  const write = (result: unknown) => {
    show(result);
    // The next result has its own cost.
    accounted = { lens: accounted.lens, cost: null };
  };
  const show = (result: unknown) => {
    if (output.json)
      return output.write(
        `${JSON.stringify({ v: 1, command: command.name, target: describe(context.target), ...accounted, result })}\n`,
      );
    const text: string = command.render(result, output.style);
    if (text) output.write(text.endsWith('\n') ? text : `${text}\n`);
    showCost();
  };
  const showCost = () => {
    if (!accounted.cost) return;
    const beyond = beyondBudget(context.target, accounted.cost);
    output.write(`${output.style.dim(costLine(accounted.lens, accounted.cost))}${output.style.yellow(beyond)}\n`);
  };
  try {
    if (!command.on.includes(context.target.kind)) throw wrongTarget(command, context.target);
    if (context.target.kind === 'files') refuseLiveOptions(command, args);
    const results = command.run({ ...context, account }, args);
    if (Symbol.asyncIterator in results) for await (const result of results) write(result);
    else write(await results);
  } catch (error) {
    if (output.json) output.write(errorLine(command.name, context.target, error, accounted));
    else showCost();
    throw error;
  }
}

/** Through which lens was looked, and what that cost; null where nothing was. */
interface Accounted {
  readonly lens: Lens | null;
  readonly cost: Cost | null;
}

const nothing: Accounted = { lens: null, cost: null };

/**
 * A failure as a line of JSON; `command` is null where none was named, `target` where none was reached. What was `accounted` has
 * been spent all the same.
 */
export function errorLine(command: string | null, target: Target | null, error: unknown, accounted = nothing): string {
  const json =
    error instanceof UserError
      ? { code: error.code, message: error.message, hint: error.hint }
      : { code: error instanceof SourceError ? 'syntax' : 'internal', message: messageOf(error), hint: null };
  return `${JSON.stringify({ v: 1, command, target: target && describe(target), ...accounted, error: json })}\n`;
}

function describe(target: Target): { pid: number | null; title: string; runtime: string | null } {
  if (target.kind === 'files')
    return { pid: null, title: target.files.map(({ path }) => path).join(' '), runtime: null };
  const { pid, title, runtime } = target.process.description;
  return { pid, title, runtime };
}

function wrongTarget(command: AnyCommand, { kind }: Target): UserError {
  return kind === 'live'
    ? new UserError('not-live', `${command.name} works on heap snapshot files only`, {
        hint: 'take one with .snapshot, then `leakconsole open FILE`',
        exitCode: ExitCode.usage,
      })
    : new UserError('not-offline', `${command.name} needs a running process, and this is a file`, {
        hint: '`leakconsole attach` attaches to a process',
        exitCode: ExitCode.usage,
      });
}

/** Throws a UserError where an option was given, with another value than its usual one, that says nothing about a file. */
function refuseLiveOptions({ liveOptions = [], options }: AnyCommand, args: Record<string, unknown>): void {
  const given = liveOptions.find((name) => args[name] !== options[name].default);
  if (given === undefined) return;
  const name = args[given] === false ? `no-${given}` : given;
  throw new UserError('not-offline', `--${name} needs a running process, and this is a file`, {
    hint: 'leave it out: a snapshot file is read as a whole, and nobody waits for it',
    exitCode: ExitCode.usage,
  });
}

/** What two pieces of work have cost, one after the other. */
function inAll(a: Cost, b: Cost): Cost {
  const kept = a.rssKeptBytes ?? 0;
  return {
    pauseMs: Math.max(a.pauseMs, b.pauseMs),
    rssDeltaBytes:
      a.rssDeltaBytes === null || b.rssDeltaBytes === null ? null : Math.max(a.rssDeltaBytes, kept + b.rssDeltaBytes),
    rssKeptBytes: kept + (b.rssKeptBytes ?? 0),
  };
}

/** `paused 1.9 s · RSS +142 MB (+20 MB kept) · census` */
function costLine(lens: Lens | null, { pauseMs, rssDeltaBytes, rssKeptBytes }: Cost): string {
  const kept = rssKeptBytes === undefined ? '' : ` (${megabytes(rssKeptBytes)} kept)`;
  const rss = rssDeltaBytes === null ? '' : ` · RSS ${megabytes(rssDeltaBytes)}${kept}`;
  return `paused ${formatSeconds(pauseMs)}${rss} · ${lens}`;
}

/** The estimate was wrong, or somebody else stalled the target meanwhile: either is worth knowing. */
function beyondBudget(target: Target, { pauseMs }: Cost): string {
  if (target.kind !== 'live') return '';
  const { maxPauseMs, force } = target.process.limits;
  return force || pauseMs <= maxPauseMs ? '' : ` · more than the ${formatSeconds(maxPauseMs)} that are allowed`;
}

function megabytes(bytes: number): string {
  const rounded = Math.round(bytes / 1e6);
  return `${rounded < 0 ? '−' : '+'}${Math.abs(rounded)} MB`;
}
