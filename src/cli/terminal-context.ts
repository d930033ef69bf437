import type { Context } from '../dispatch/context.js';
import { renderParagraphs } from '../view/text/paragraphs.js';
import type { Io, Settings } from './settings.js';

/** The part of a command's context that depends on where the program runs: how values look, who is told, who is asked. */
export function terminalContext(
  { style, errorStyle, interactive }: Settings,
  io: Io,
): Pick<Context, 'show' | 'progress' | 'notice' | 'ask' | 'inBackground'> {
  return {
    show: { colors: style.colors, width: style.width },
    notice: (text) => void io.stderr.write(`${errorStyle.dim(renderParagraphs(text, errorStyle))}\n`),
    progress: io.stderr.isTTY ? progressOn(io, errorStyle.width) : () => {},
    ask: interactive ? (question) => ask(io, question) : null,
    inBackground: null,
  };
}

/** Keeps one line on stderr up to date, and takes it away at the end (a call with an empty phase). */
function progressOn({ stderr }: Io, width: number): Context['progress'] {
  let shownAt = 0;
  return (phase, done, total) => {
    const now = Date.now();
    if (phase && now - shownAt < 100) return;
    shownAt = phase ? now : 0;
    const share = done !== undefined && total ? ` ${Math.floor((100 * done) / total)} %` : '';
    stderr.write(`\r\x1b[K${`${phase}${share}`.slice(0, width - 1)}`);
  };
}

/** Asks a yes/no question. Ctrl-C and the end of the input are a no. */
async function ask(io: Io, text: string): Promise<boolean> {
  const { question } = await import('./question.js');
  const { isYes, questionText } = await import('../view/text/question.js');
  const answer = await question(io, questionText(text));
  return answer !== null && isYes(answer);
}
