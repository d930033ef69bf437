import { readFile } from 'node:fs/promises';
import { ExitCode, messageOf, UserError } from '../errors.js';

/** What is shown of a line that is no signature. */
const MOST_SHOWN = 20;

/**
 * The signatures of known findings in a file: the first word of each line that is not empty and no comment. Throws a
 * UserError of exit code 2 where it cannot be read, or a line begins with something else.
 */
export async function readBaseline(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new UserError('unreadable-file', `--baseline ${path} cannot be read: ${messageOf(cause)}`, {
      hint: 'write the signatures of known findings into it, one a line; an empty file knows none',
      exitCode: ExitCode.usage,
      cause,
    });
  });
  const signatures = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    const [word] = line.trim().split(/\s/);
    if (word === '' || word.startsWith('#')) continue;
    if (!/^[0-9a-f]{8}$/.test(word)) {
      const shown = word.length > MOST_SHOWN ? `${word.slice(0, MOST_SHOWN)}…` : word;
      throw new UserError('unreadable-file', `line ${index + 1} of ${path} begins with no signature: ${shown}`, {
        hint: 'a signature is eight hex digits, as a finding shows it; # begins a comment',
        exitCode: ExitCode.usage,
      });
    }
    signatures.add(word);
  }
  return signatures;
}
