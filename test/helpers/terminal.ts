import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { withoutBusyNotice } from './busy-notice.js';
import { forget, remember } from './children.js';
import { program } from './cli.js';

/** `leakconsole …` on a pseudo-terminal, of 80 columns by default, as somebody who sits before it has it. */
export interface Terminal {
  /** What has been shown since the last `shows`, without colours. */
  output(): string;
  /** All that was ever written to it, as it came. */
  raw(): string;
  /**
   * Resolves once what is shown matches, and forgets it up to there; rejects, showing it, if it ends first or 120 s
   * pass.
   */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
  /** Presses keys. */
  type(text: string): void;
  /** Types a line, and waits for the prompt that comes after its answer; gives that. */
  ask(line: string): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code. */
  readonly ended: Promise<number>;
}

export const keys = { ctrlC: '\x03', ctrlD: '\x04', ctrlZ: '\x1a', tab: '\t', up: '\x1b[A', enter: '\r' } as const;

/** Starts `leakconsole …` on a terminal; its history is in `history`, if given. */
export function startTerminal(args: readonly (string | number)[], { history = '', columns: cols = 80 } = {}): Terminal {
  const pty = spawn(process.execPath, [program, ...args.map(String)], {
    cols,
    rows: 24,
    env: { ...process.env, TERM: 'xterm-256color', LEAKCONSOLE_HISTORY: history },
  });
  remember(pty);
  let unread = '';
  let all = '';
  let whenChanged = () => {};
  let exitCode: number | null = null;
  const ended = new Promise<number>((resolve) => {
    pty.onExit((exit) => {
      forget(pty);
      exitCode = exit.exitCode;
      whenChanged();
      resolve(exitCode);
    });
  });
  pty.onData((data) => {
    unread += data;
    all += data;
    whenChanged();
  });
  const output = () => stripVTControlCharacters(unread).replaceAll('\r', '');
  const shows = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${why}, not ${pattern}; on the terminal:\n${output()}`));
      const timer = setTimeout(() => fail('120 s have passed'), 120_000);
      whenChanged = () => {
        const match = pattern.exec(output());
        if (match) unread = output().slice(match.index + match[0].length);
        else if (exitCode === null) return;
        else fail(`it ended with ${exitCode}`);
        clearTimeout(timer);
        whenChanged = () => {};
        if (match) resolve(match);
      };
      whenChanged();
    });
  return {
    output,
    raw: () => all,
    shows,
    type: (text) => pty.write(text),
    ask: async (line) => {
      pty.write(line + keys.enter);
      const [, answer] = await shows(/\n(?:(.*?)\n)?[\w.-]+> $/s);
      return withoutBusyNotice(answer ?? '').trimEnd();
    },
    kill: (signal) => pty.kill(signal),
    ended,
  };
}
