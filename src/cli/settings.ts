import type { Readable, Writable } from 'node:stream';
import { type ArgumentSpecs, BYTES, DURATION, durationKind, FLAG, type ValuesOf } from '../dispatch/argument.js';
import { LINE_OPTIONS } from '../dispatch/line-options.js';
import type { Registry } from '../dispatch/registry.js';
import type { ExitCode } from '../errors.js';
import type { Screen } from '../view/text/screen.js';
import { createStyle } from '../view/text/style.js';

/** What the program reads and writes: `process`, or a test's stand-in. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Listens for SIGINT, SIGTERM and SIGHUP. */
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** The options that every command line takes. */
export const EVERYWHERE = {
  readOnly: { kind: FLAG, default: false, describe: 'refuse evaluations that would change anything' },
  timeout: { kind: durationKind({ least: 1 }), default: 60_000, describe: 'end an evaluation that takes longer' },
  maxPause: { kind: DURATION, default: 2000, describe: 'how long the target may be stalled' },
  maxRss: { kind: BYTES, describe: 'how much its memory may grow' },
  maxForkTime: { kind: durationKind({ least: 1000 }), default: 120_000, describe: 'how long a forked child may live' },
  ...LINE_OPTIONS,
  sourceMaps: { kind: FLAG, default: true, describe: 'show places and names as V8 sees them' },
  indexCache: {
    kind: BYTES,
    default: 4e9,
    describe: 'how much may be kept of large snapshots, so that they open at once; 0: nothing',
  },
  color: { kind: FLAG, default: true, describe: 'no colours (also NO_COLOR)' },
} as const satisfies ArgumentSpecs;

/** The options that every command line takes, read. */
export interface Settings {
  readonly json: boolean;
  readonly readOnly: boolean;
  readonly timeoutMs: number;
  readonly maxPauseMs: number;
  /** Bytes; null: what the target can still allocate before its own limit. */
  readonly maxRssBytes: number | null;
  readonly force: boolean;
  readonly fork: boolean;
  /** How long a forked child may live, ms. */
  readonly maxForkMs: number;
  /** Whether places and names are those of the original files, where source maps know them. */
  readonly sourceMaps: boolean;
  /** The name of the lens to look through; null: the budget chooses. */
  readonly lens: string | null;
  /** What may be kept of large snapshot files, so that they open at once, bytes. */
  readonly indexCacheBytes: number;
  /** Where results go. */
  readonly screen: Screen;
  /** Where errors and notices go. */
  readonly errorScreen: Screen;
  /** Whether somebody sits at a terminal, to type and to read. */
  readonly interactive: boolean;
}

/** Makes settings of the options that every command line takes. */
export function settingsFrom(options: Partial<ValuesOf<typeof EVERYWHERE>>, io: Io): Settings {
  const { json = false, color = true, lens = null, force = false, sourceMaps = true } = options;
  // `.budget` has a --fork of its own, which takes a word.
  const fork = options.fork === true;
  const mayColor = color && !io.env.NO_COLOR && io.env.TERM !== 'dumb' && !json;
  /** A terminal may change its size at any time; who reads a pipe wants whole names: nothing is cut there. */
  const screenOf = (stream: Io['stdout']): Screen => ({
    get style() {
      if (!stream.isTTY) return createStyle({ width: Number.POSITIVE_INFINITY });
      return createStyle({ colors: mayColor, width: stream.columns ?? 80, height: stream.rows ?? 24 });
    },
    get rows() {
      return stream.isTTY ? (stream.rows ?? 24) : null;
    },
    write: (text) => void stream.write(text),
  });
  return {
    json,
    readOnly: options.readOnly ?? EVERYWHERE.readOnly.default,
    timeoutMs: options.timeout ?? EVERYWHERE.timeout.default,
    maxPauseMs: options.maxPause ?? EVERYWHERE.maxPause.default,
    maxRssBytes: options.maxRss ?? null,
    maxForkMs: options.maxForkTime ?? EVERYWHERE.maxForkTime.default,
    force,
    sourceMaps,
    fork,
    lens,
    indexCacheBytes: options.indexCache ?? EVERYWHERE.indexCache.default,
    screen: screenOf(io.stdout),
    errorScreen: screenOf(io.stderr),
    interactive: io.stdout.isTTY === true && io.stdin.isTTY === true,
  };
}

/** What a verb of the shell gets: attach, run, open, ps, schema, demo, or a command once. */
export interface Invocation {
  readonly settings: Settings;
  readonly io: Io;
  readonly registry: Registry;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What a verb of the shell does. */
export type RunVerb = (invocation: Invocation) => Promise<ExitCode>;
