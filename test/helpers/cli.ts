import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withoutBusyNotice } from './busy-notice.js';
import { forget, remember } from './children.js';
import { outputOf } from './output.js';

/** The path of the program. */
export const program = fileURLToPath(new URL('../../../bin/leakconsole.js', import.meta.url));

/** What a run of the program came to. */
export interface CliResult {
  readonly args: readonly string[];
  /** The exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout, parsed as JSON. */
  json(): Json[];
}

/** A line of JSON that the program printed; of any shape, for assertions. */
// biome-ignore lint/suspicious/noExplicitAny: assertions reach into it
export type Json = any;

/** A running program. */
export interface Cli {
  readonly child: ChildProcess;
  /** Resolves once its output (stdout and stderr) matches; rejects, showing it, if it ends first or 120 s pass. */
  wrote(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when it has ended. */
  readonly ended: Promise<CliResult>;
}

/** How it is started. */
interface StartOptions {
  readonly cwd?: string;
  /** Beside the variables of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs `leakconsole …` to its end; `input` is what it reads from its stdin. */
export function leakconsole(
  args: readonly (string | number)[],
  { input = '', ...options }: StartOptions & { input?: string } = {},
): Promise<CliResult> {
  const { child, ended } = startLeakconsole(args, options);
  // It may end before it has read all.
  child.stdin!.on('error', () => {});
  child.stdin!.end(input);
  return ended;
}

/** Starts `leakconsole …`; its stdin stays open. */
export function startLeakconsole(args: readonly (string | number)[], { cwd, env }: StartOptions = {}): Cli {
  const words = args.map(String);
  const child = spawn(process.execPath, [program, ...words], { stdio: 'pipe', cwd, env: { ...process.env, ...env } });
  remember(child);
  const { stdout, stderr, wrote } = outputOf(child, `leakconsole ${words.join(' ')}`);
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      forget(child);
      const json = () =>
        stdout()
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
      resolve({ args: words, code: code ?? signal!, stdout: stdout(), stderr: stderr(), json });
    });
  });
  return { child, wrote, ended };
}

/** Checks how a run ended, and shows all of it if otherwise. */
export function expectCode({ args, code, stdout, stderr }: CliResult, expected: number | string): void {
  assert.equal(
    code,
    expected,
    `leakconsole ${args.join(' ')}\nended with ${code}, not ${expected}\nstdout:\n${stdout}\nstderr:\n${stderr}`,
  );
}

/** Checks that a run failed and said so in two lines: what is wrong, and what to do. */
export function expectFailure(
  result: CliResult,
  { code = 1, what, hint }: { code?: number; what: RegExp; hint: RegExp },
): void {
  expectCode(result, code);
  const [first, second, ...rest] = withoutBusyNotice(result.stderr).split('\n');
  assert.match(first, what, result.stderr);
  assert.match(second, hint, result.stderr);
  assert.deepEqual(rest, [''], `more than two lines:\n${result.stderr}`);
}
