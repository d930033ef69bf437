// The far side of `exec:` and its abbreviations: what a console sends to a Node binary there
// (scripts/bundle-relay.mjs), one small source for each kind of question. It does what a console does with a process of its own machine, and ends
// with its input.
import { platform } from 'node:os';
import { messageOf, UserError } from '../../errors.js';
import type { RelayAnswer, RelayRequest } from './messages.js';
import { readLine } from './read-line.js';

const { stdin, stdout } = process;

/** Says something to the console. */
export function answer(message: RelayAnswer): void {
  stdout.write(`${JSON.stringify(message)}\n`);
}

/** Reads the request, lets it be served, and ends; what is thrown is the answer. */
export async function serveWith<K extends RelayRequest['ask']>(
  serve: (request: Extract<RelayRequest, { ask: K }>) => Promise<void>,
): Promise<void> {
  // Whoever reads it may be gone.
  stdout.on('error', () => {});
  const request = await readLine(stdin);
  if (request === null) return;
  try {
    // In what is bundled for Linux alone, the first is a constant.
    if (process.platform === 'linux' && platform() !== 'linux') answer({ kind: 'other-platform' });
    else await serve(JSON.parse(request));
  } catch (error) {
    const { code, hint } = error instanceof UserError ? error : { code: 'unreachable' as const, hint: null };
    answer({ kind: 'error', code, message: messageOf(error), hint });
  } finally {
    stdin.destroy();
  }
}
