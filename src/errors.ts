/** Exit codes of the command line (design: "The command line"). */
export const ExitCode = { done: 0, failed: 1, usage: 2, refused: 3, leak: 4 } as const;
/** One of these numbers. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What went wrong, for programs: `error.code` in the JSON. Codes are added, never renamed. */
export type ErrorCode =
  | 'already-sampling'
  | 'ambiguous-module'
  | 'ambiguous-page'
  | 'ambiguous-thread'
  | 'assignment-refused'
  | 'bad-filter'
  | 'bad-library'
  | 'bad-message'
  | 'bad-source'
  | 'bad-target'
  | 'binding-dropped'
  | 'cannot-disarm'
  | 'cluster'
  | 'connection-lost'
  | 'evaluation-threw'
  | 'file-exists'
  | 'fork-failed'
  | 'fork-refused'
  | 'ids-forgotten'
  | 'injected-failed'
  | 'interrupted'
  | 'is-a-directory'
  | 'load-failed'
  | 'message-too-large'
  | 'module-not-reached'
  | 'no-console-server'
  | 'no-function'
  | 'no-hold'
  | 'no-inspector'
  | 'no-key'
  | 'no-lines'
  | 'no-main-module'
  | 'no-module'
  | 'no-instances'
  | 'no-object'
  | 'no-process'
  | 'no-scope'
  | 'no-sigusr1'
  | 'no-snapshot'
  | 'no-target'
  | 'no-thread'
  | 'no-traffic'
  | 'not-a-snapshot'
  | 'not-an-inspector'
  | 'not-called'
  | 'not-live'
  | 'not-loopback'
  | 'not-node'
  | 'not-offline'
  | 'not-opened'
  | 'not-ours'
  | 'not-page'
  | 'not-sampling'
  | 'not-started'
  | 'not-supported'
  | 'not-turning'
  | 'nothing-listens'
  | 'nothing-to-evaluate'
  | 'one-process'
  | 'one-snapshot'
  | 'only-in-console'
  | 'other-file'
  | 'other-ids'
  | 'other-lens'
  | 'other-module'
  | 'other-network'
  | 'other-version'
  | 'over-budget'
  | 'port-taken'
  | 'program-ended'
  | 'read-only'
  | 'redacted'
  | 'sigusr1-taken'
  | 'stopped'
  | 'target-gone'
  | 'target-paused'
  | 'timeout'
  | 'unknown-class'
  | 'unknown-command'
  | 'unknown-id'
  | 'unknown-mark'
  | 'unknown-object'
  | 'unreachable'
  | 'unreadable-file'
  | 'unwritable-file'
  | 'usage'
  | 'wrong-key'
  | 'wrong-process'
  | 'zombie';

/**
 * Something the user can do something about: one line says what happened, a second what to do.
 *
 * `code` is stable and goes into the JSON (`error.code`); `cause` keeps what was caught.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly exitCode: ExitCode;

  constructor(
    code: ErrorCode,
    message: string,
    {
      hint = null,
      exitCode = ExitCode.failed,
      cause,
    }: { hint?: string | null; exitCode?: ExitCode; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** What to do where a process was not reached. */
export const PS_HINT = '`leakconsole ps` lists the Node processes of this machine and how each can be reached';

/** The message of whatever was thrown, on one line. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0];
}
