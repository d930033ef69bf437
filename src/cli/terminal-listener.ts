import type { Listener } from '../dispatch/command.js';
import type { Progress } from '../heap/analyse.js';
import { note } from '../view/blocks.js';
import { choiceIndex, choiceText } from '../view/text/choice.js';
import { showProgress } from '../view/text/progress.js';
import { type Screen, show } from '../view/text/screen.js';
import type { Io, Settings } from './settings.js';

/** Hears of what a command does meanwhile, and shows it on stderr; asks at the terminal, if there is one. */
export function terminalListener(
  { errorScreen, interactive }: Settings,
  io: Io,
): Omit<Listener, 'follow' | 'untilEnough'> {
  const progress = errorScreen.rows === null ? () => {} : progressOn(io, errorScreen);
  return {
    notice: (message) => {
      progress('');
      for (const line of message.split('\n')) show([note(line)], errorScreen);
    },
    progress,
    choose: interactive ? (question, answers) => choose(io, question, answers) : null,
  };
}

/** Keeps one line on stderr up to date, and takes it away at the end (a call with an empty phase). */
function progressOn({ stderr }: Io, screen: Screen): Progress {
  const line = lines.get(stderr) ?? { shownAt: 0 };
  lines.set(stderr, line);
  return (phase, done, total) => {
    const now = Date.now();
    if (phase ? now - line.shownAt < 100 : line.shownAt === 0) return;
    line.shownAt = phase ? now : 0;
    const share = done !== undefined && total ? ` ${Math.floor((100 * done) / total)} %` : '';
    stderr.write(showProgress(`${phase}${share}`, screen.style.width));
  };
}

/**
 * When a stream's line of progress was shown, ms; 0: there is none. All listeners of a stream share its line.
 */
const lines = new WeakMap<object, { shownAt: number }>();

/** Asks a question with a few answers. Ctrl-C and the end of the input are none of them. */
async function choose(io: Io, question: string, answers: readonly string[]): Promise<number> {
  const answer = await askLine(io, choiceText(question, answers));
  return answer === null ? -1 : choiceIndex(answers, answer);
}

/** Asks for a line at the terminal. Null where Ctrl-C, or the end of the input, was the answer. */
export async function askLine({ stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>, text: string): Promise<string | null> {
  // When it is needed: most commands ask nothing, and this would be part of each start.
  const { createInterface } = await import('node:readline');
  const prompt = createInterface({ input: stdin, output: stdout });
  return new Promise((resolve) => {
    prompt.once('close', () => resolve(null)).once('SIGINT', () => prompt.close());
    prompt.question(text, (answer) => {
      resolve(answer);
      prompt.close();
    });
  });
}
