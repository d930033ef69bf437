import { createInterface } from 'node:readline';
import type { Io } from './settings.js';

/** Asks for a line at the terminal. Null where Ctrl-C, or the end of the input, was the answer. */
export async function question({ stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>, text: string): Promise<string | null> {
  const prompt = createInterface({ input: stdin, output: stdout });
  return new Promise((resolve) => {
    prompt.once('close', () => resolve(null)).once('SIGINT', () => prompt.close());
    prompt.question(text, (answer) => {
      resolve(answer);
      prompt.close();
    });
  });
}
