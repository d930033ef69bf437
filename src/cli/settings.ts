import type { Readable, Writable } from 'node:stream';
import { parseBytes, parseDuration } from '../dispatch/quantities.js';
import { ExitCode, UserError } from '../errors.js';
import { createStyle, type Style } from '../view/text/style.js';

/** What the program reads and writes: `process`, or a test's stand-in. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Listens for SIGINT, SIGTERM and SIGHUP. */
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** The options that every command line takes, read. */
export interface Settings {
  readonly json: boolean;
  readonly readOnly: boolean;
  readonly timeoutMs: number;
  readonly maxPauseMs: number;
  /** Bytes; null: what the target can still allocate before its own limit. */
  readonly maxRssBytes: number | null;
  readonly force: boolean;
  /** How stdout and stderr may look. */
  readonly style: Style;
  readonly errorStyle: Style;
  /** Whether somebody sits at a terminal, to type and to read. */
  readonly interactive: boolean;
}

/** Reads the options that every command line takes. Throws a UserError of exit code 2 for a quantity that is none. */
export function settingsFrom(args: Readonly<Record<string, unknown>>, io: Io): Settings {
  const mayColor = args.color !== false && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
  const style = ({ isTTY = false, columns = 80 }: { isTTY?: boolean; columns?: number }, pipeWidth: number) =>
    createStyle({ colors: mayColor && isTTY && args.json !== true, width: isTTY ? columns : pipeWidth });
  return {
    json: args.json === true,
    readOnly: args['read-only'] === true,
    timeoutMs: timeoutOf(String(args.timeout)),
    maxPauseMs: parseDuration(String(args['max-pause'])),
    maxRssBytes: args['max-rss'] === undefined ? null : parseBytes(String(args['max-rss'])),
    force: args.force === true,
    style: style(io.stdout, 120),
    // In a pipe, each error and each hint is a line.
    errorStyle: style(io.stderr, Number.POSITIVE_INFINITY),
    interactive: io.stdout.isTTY === true && io.stdin.isTTY === true,
  };
}

function timeoutOf(text: string): number {
  const ms = parseDuration(text);
  if (ms > 0) return ms;
  throw new UserError('usage', `--timeout ${text} leaves no time`, { hint: '--timeout 5s', exitCode: ExitCode.usage });
}

/** What the shell's verbs are: attach, run, open, ps, demo. */
export type Verb = (settings: Settings, io: Io, args: Readonly<Record<string, unknown>>) => Promise<ExitCode>;
