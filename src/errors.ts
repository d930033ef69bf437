/** Exit codes of the command line (design: "The command line"). */
export const ExitCode = { done: 0, failed: 1, usage: 2, refused: 3 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/**
 * Something the user can do something about: one line says what happened, a second what to do.
 *
 * `code` is stable and goes into the JSON (`error.code`); `cause` keeps what was caught.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: string;
  readonly hint: string | null;
  readonly exitCode: ExitCode;

  constructor(
    code: string,
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
