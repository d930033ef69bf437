import { ExitCode, UserError } from '../errors.js';
import { isStdin } from '../snapshot/stdin.js';

/**
 * The lines that `-e` gives, or undefined if they are to be typed or read. Throws a UserError where they would have to be read from
 * where a snapshot is read.
 */
export function linesGiven(
  args: Readonly<Record<string, unknown>>,
  paths: readonly string[],
): readonly string[] | undefined {
  const lines = args.execute as string[] | undefined;
  if (lines || !paths.some(isStdin)) return lines;
  throw new UserError('no-lines', 'the snapshot is read from standard input, so no lines can come from there', {
    hint: 'give them with -e: `leakconsole open - -e .types`; or write the snapshot to a file, and open that',
    exitCode: ExitCode.usage,
  });
}
