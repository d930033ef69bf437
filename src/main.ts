import type { Readable, Writable } from 'node:stream';
import { ExitCode } from './errors.js';

/** What the program reads and writes: `process`, or a test's stand-in. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs one command line (without `node` and script) and resolves to its exit code. */
export async function main(_argv: readonly string[], io: Io): Promise<ExitCode> {
  io.stderr.write('not yet\n');
  return ExitCode.usage;
}
