import { createInterface } from 'node:readline';
import type { Listener } from '../dispatch/command.js';
import type { Progress } from '../heap/analyse.js';
import { note } from '../view/blocks.js';
import { isYes, questionText } from '../view/text/confirm.js';
import { showProgress } from '../view/text/progress.js';
import { type Screen, show } from '../view/text/screen.js';
import type { Io, Settings } from './settings.js';

/** Hears of what a command does meanwhile, and shows it on stderr; asks at the terminal, if there is one. */
export function terminalListener({ errorScreen, interactive }: Settings, io: Io): Omit<Listener, 'follow'> {
  return {
    notice: (message) => {
      for (const line of message.split('\n')) show([note(line)], errorScreen);
    },
    progress: errorScreen.rows === null ? () => {} : progressOn(io, errorScreen),
    ask: interactive ? (question) => confirm(io, question) : null,
  };
}

/** Keeps one line on stderr up to date, and takes it away at the end (a call with an empty phase). */
function progressOn({ stderr }: Io, screen: Screen): Progress {
  let shownAt = 0;
  return (phase, done, total) => {
    const now = Date.now();
    if (phase && now - shownAt < 100) return;
    shownAt = phase ? now : 0;
    const share = done !== undefined && total ? ` ${Math.floor((100 * done) / total)} %` : '';
    stderr.write(showProgress(`${phase}${share}`, screen.style.width));
  };
}

/** Asks a yes/no question. Ctrl-C and the end of the input are a no. */
async function confirm(io: Io, question: string): Promise<boolean> {
  const answer = await askLine(io, questionText(question));
  return answer !== null && isYes(answer);
}

/** Asks for a line at the terminal. Null where Ctrl-C, or the end of the input, was the answer. */
export async function askLine({ stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>, text: string): Promise<string | null> {
  const prompt = createInterface({ input: stdin, output: stdout });
  return new Promise((resolve) => {
    prompt.once('close', () => resolve(null)).once('SIGINT', () => prompt.close());
    prompt.question(text, (answer) => {
      resolve(answer);
      prompt.close();
    });
  });
}
