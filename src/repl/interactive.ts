import { homedir } from 'node:os';
import { join } from 'node:path';
import { clearLine, cursorTo } from 'node:readline';
import { type REPLServer, Recoverable, start } from 'node:repl';
import type { Readable, Writable } from 'node:stream';
import type { AnyCommand } from '../commands/command.js';
import { ExitCode } from '../errors.js';
import { forgetVariables } from '../live/evaluate.js';
import { endingWith, Interrupted } from '../live/patience.js';
import { SourceError } from '../live/source-error.js';
import { labelOf } from '../live/target.js';
import { renderParagraphs } from '../render/definitions.js';
import { isYes, questionText } from '../render/question.js';
import { showInBackground } from './background.js';
import { complete } from './complete.js';
import { type Console, runLine } from './console.js';
import { isUnfinished } from './lines.js';

/** Runs a line, and calls `whenDone` unless the console has ended by then. */
type Evaluate = (line: string, whenDone: () => void) => void;

interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The console on a terminal: node:repl itself, its evaluation sent to the target.
 *
 * Resolves when the user leaves, when the signal is aborted, or (with exit code 1) when the target has gone.
 */
export function runInteractive(
  base: Console,
  terminal: Terminal,
  {
    signal,
    report,
    programOutput,
  }: { signal: AbortSignal; report: (error: unknown) => ExitCode; programOutput?: AsyncIterable<string> },
): Promise<ExitCode> {
  /** The line that is being evaluated, for Ctrl-C; lines that come meanwhile wait for it. */
  let running: AbortController | null = null;
  let last: Promise<void> = Promise.resolve();
  const evaluate: Evaluate = (line, whenDone) => {
    last = last.then(async () => {
      if (ended) return;
      running = new AbortController();
      try {
        await endingWith(running.signal, runLine(console, line, running.signal));
      } catch (error) {
        if (!ended) report(error);
      } finally {
        running = null;
        server.setPrompt(promptOf(console));
      }
      // A prompt that is shown once more would read on.
      if (!ended) whenDone();
    });
  };

  const console: Console = {
    ...base,
    context: {
      ...base.context,
      notice: (text) => {
        const { style } = base.output;
        terminal.stdout.write(`${style.dim(renderParagraphs(text, style))}\n`);
      },
      ask: (question) => ask(server, question, running?.signal),
      inBackground: (results, render) =>
        void showInBackground(results, (result) => showAbovePrompt(render(result, base.output.style)), report),
    },
  };
  const showAbovePrompt = (text: string) => {
    clearLine(terminal.stdout, 0);
    cursorTo(terminal.stdout, 0);
    terminal.stdout.write(`${text}\n`);
    if (!running && !ended) server.prompt(true);
  };
  let ended = false;
  const server = start({
    prompt: promptOf(console),
    input: terminal.stdin,
    output: terminal.stdout,
    terminal: true,
    useColors: console.output.style.colors,
    ignoreUndefined: true,
    preview: false,
    eval: (text, _context, _file, done) => {
      if (isUnfinished(text))
        return done(new Recoverable(new SourceError('unfinished', '', 0, true, undefined)), undefined);
      if (text.trim() === '') return done(null, undefined);
      evaluate(text.trimEnd(), () => done(null, undefined));
    },
    completer: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
      complete(console, line).then(
        (result) => done(null, result),
        () => done(null, [[], line]),
      );
    },
  });
  if (programOutput) void showInBackground(programOutput, showAbovePrompt, report);
  defineCommands(server, console.commands, evaluate);
  keepHistory(server, terminal.env);
  interruptWith(server, () => running);
  if (console.target.kind === 'live') {
    const { target } = console;
    refuseToStandStill(server);
    // `.clear`
    server.on('reset', () => {
      last = last.then(() => forgetVariables(target)).catch(() => {});
    });
  }

  return new Promise((resolve) => {
    const leave = (code: ExitCode) => {
      if (ended) return;
      ended = true;
      server.close();
      // What still runs in the target must not go on without us.
      running?.abort(new Interrupted());
      last.then(() => resolve(code));
    };
    server.on('exit', () => leave(ExitCode.done));
    signal.addEventListener('abort', () => leave(ExitCode.done), { once: true });
    if (console.target.kind === 'live') {
      console.target.session.ended.then((reason) => {
        if (ended || !reason) return;
        terminal.stdout.write('\n');
        leave(report(reason));
      });
    }
  });
}

function promptOf({ target }: Console): string {
  return `${target.kind === 'live' ? labelOf(target) : 'heap'}> `;
}

/** Asks at the prompt, which is the only reader of what is typed. Rejects with Interrupted when the signal is aborted. */
function ask(server: REPLServer, question: string, signal = new AbortController().signal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Interrupted()), { once: true });
    server.question(questionText(question), { signal }, (answer) => resolve(isYes(answer)));
  });
}

/** Our commands beside node:repl's own; `.help` is ours. */
function defineCommands(server: REPLServer, commands: readonly AnyCommand[], evaluate: Evaluate): void {
  for (const { name, summary } of [...commands, { name: 'help', summary: 'list the commands' }]) {
    server.defineCommand(name, {
      help: summary,
      action(rest) {
        this.clearBufferedCommand();
        evaluate(`.${name} ${rest}`, () => this.displayPrompt());
      },
    });
  }
}

/** Node opens the file with mode 0600. */
function keepHistory(server: REPLServer, env: Terminal['env']): void {
  const file = env.LEAKCONSOLE_HISTORY ?? join(env.HOME ?? homedir(), '.leakconsole_history');
  server.setupHistory(file, () => {});
}

/** Ctrl-C ends what is running; where nothing runs, it does what node:repl does. */
function interruptWith(server: REPLServer, running: () => AbortController | null): void {
  const whenIdle = server.listeners('SIGINT') as (() => void)[];
  server.removeAllListeners('SIGINT');
  server.on('SIGINT', () => {
    const line = running();
    if (line) line.abort(new Interrupted());
    else for (const listener of whenIdle) listener.call(server);
  });
}

/** Ctrl-Z would suspend us; a Node process that ends waits for its debuggers to leave, and would wait for us. */
function refuseToStandStill(server: REPLServer): void {
  server.on('SIGTSTP', () => {
    server.output.write('\nnot suspended: the target could not end while we stand still (.exit leaves)\n');
    server.prompt(true);
  });
}
