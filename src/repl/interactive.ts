import { homedir } from 'node:os';
import { join } from 'node:path';
import { clearLine, cursorTo } from 'node:readline';
import { type REPLServer, Recoverable, start } from 'node:repl';
import type { Readable, Writable } from 'node:stream';
import type { AnyCommand } from '../dispatch/command.js';
import { loadCommands } from '../dispatch/registry.js';
import type { Console } from '../dispatch/run-command.js';
import { type LiveTarget, sessionOf } from '../dispatch/target.js';
import { ExitCode } from '../errors.js';
import { SourceError } from '../isolate/console/source-error.js';
import { learnModules } from '../isolate/modules/lookup.js';
import { Interrupted } from '../isolate/wait-for-target.js';
import { ConnectionLost } from '../session/link.js';
import { type Block, note, text } from '../view/blocks.js';
import { printable } from '../view/text/characters.js';
import { choiceIndex, choiceText } from '../view/text/choice.js';
import { renderBlocks } from '../view/text/render-blocks.js';
import { show } from '../view/text/screen.js';
import { completeAtOnce } from './complete.js';
import { LineQueue } from './line-queue.js';
import { LineRunner } from './line-runner.js';
import { isUnfinished } from './lines.js';
import { reconnectSoon } from './reconnect-soon.js';
import { showResults } from './show-results.js';
import { TypeAhead } from './type-ahead.js';

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
export async function runInteractive(
  base: Console,
  terminal: Terminal,
  {
    signal,
    report,
    programOutput,
  }: { signal: AbortSignal; report: (error: unknown) => ExitCode; programOutput?: AsyncIterable<string> },
): Promise<ExitCode> {
  const commands = await loadCommands(base.registry);
  const lines = new LineQueue((line, signal) => runner.run(line, signal), report);
  const evaluate = (line: string, whenDone: () => void) =>
    lines.add(line, () => {
      server.setPrompt(promptOf(console));
      whenDone();
      typeAhead.release();
    });
  const showAbovePrompt = (blocks: readonly Block[]) => {
    clearLine(terminal.stdout, 0);
    cursorTo(terminal.stdout, 0);
    terminal.stdout.write(`${renderBlocks(blocks, base.screen.style)}\n`);
    if (!lines.signal && !lines.hasEnded) server.prompt(true);
  };
  const console: Console = {
    ...base,
    notice: (message) => show(message.split('\n').map(note), base.screen),
    choose: (question, answers) => choose(server, question, answers, lines.signal),
    follow: (results, view) => void showResults(results, (result) => showAbovePrompt(view(result)), report),
    untilEnough: lines.untilEnough,
  };
  const runner = new LineRunner(console, report);
  const server = startServer(console, commands, terminal, evaluate);
  if (programOutput) void showResults(programOutput, (line) => showAbovePrompt([text(line, 'keep')]), report);
  const typeAhead = new TypeAhead(server, lines);
  interruptWith(server, lines, typeAhead);
  const { target } = console;
  if (target.kind === 'live') {
    void learnModules(target.isolate);
    refuseToStandStill(server);
  }

  return new Promise((resolve) => {
    const leave = async (code: ExitCode) => {
      if (lines.hasEnded) return;
      const ended = lines.end();
      server.close();
      await ended;
      resolve(code);
    };
    server.on('exit', () => leave(ExitCode.done));
    signal.addEventListener('abort', () => leave(ExitCode.done), { once: true });
    const watch = () =>
      void sessionOf(target)?.ended.then((reason) => {
        if (lines.hasEnded || !reason) return;
        terminal.stdout.write('\n');
        const live = target.kind === 'live' && target.reconnect ? target : null;
        if (!(reason instanceof ConnectionLost) || !live) return leave(report(reason));
        console.notice(`${reason.message}: connecting again (Ctrl-C gives up)`);
        // After what was under way, which fails, and is not repeated.
        lines.addWork(
          async (signal) => {
            await reconnectSoon(live, signal).catch((error) => void leave(report(error)));
            if (!lines.hasEnded) console.notice(LOST);
            watch();
          },
          () => {
            server.setPrompt(promptOf(console));
            server.prompt(true);
            typeAhead.release();
          },
        );
      });
    watch();
  });
}

const LOST =
  'connected again, to the same process. What this session held there is gone: variables that you declared, $0 ' +
  'and _, marks, counts and samplings';

/** Starts node:repl on a terminal, with our commands; `evaluate` runs a line, and says when the next may be typed. */
function startServer(
  console: Console,
  commands: readonly AnyCommand[],
  terminal: Terminal,
  evaluate: (line: string, whenDone: () => void) => void,
): REPLServer {
  const server = start({
    prompt: promptOf(console),
    input: terminal.stdin,
    output: terminal.stdout,
    terminal: true,
    useColors: console.screen.style.colors,
    ignoreUndefined: true,
    preview: false,
    eval: (text, _context, _file, done) => {
      if (isUnfinished(text))
        return done(new Recoverable(new SourceError('unfinished', '', 0, true, undefined)), undefined);
      if (text.trim() === '') return done(null, undefined);
      evaluate(text.trimEnd(), () => done(null, undefined));
    },
    completer: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
      completeAtOnce(console, commands, line).then((result) => done(null, result));
    },
  });
  // Ours beside node:repl's own, and in their place.
  for (const name of [...commands.map((command) => command.name), 'help', 'load', 'save', 'clear']) {
    server.defineCommand(name, {
      action(rest) {
        this.clearBufferedCommand();
        evaluate(`.${name} ${rest}`, () => this.displayPrompt());
      },
    });
  }
  explainUnknownCommands(server, () => promptOf(console), evaluate);
  // Node opens the file with mode 0600.
  const { env } = terminal;
  server.setupHistory(env.LEAKCONSOLE_HISTORY ?? join(env.HOME ?? homedir(), '.leakconsole_history'), () => {});
  return server;
}

/**
 * What is no command at all is ours too: node:repl would call it an invalid keyword. In the middle of an expression,
 * `.then()` may go on with it.
 */
function explainUnknownCommands(
  server: REPLServer,
  prompt: () => string,
  evaluate: (line: string, whenDone: () => void) => void,
): void {
  const listeners = server.listeners('line') as ((line: string) => void)[];
  server.removeAllListeners('line');
  server.on('line', (line: string) => {
    const [, name] = /^\s*\.([a-z][\w-]*)/i.exec(line) ?? [];
    const isUnknown = name !== undefined && !Object.hasOwn(server.commands, name);
    if (isUnknown && server.getPrompt() === prompt()) evaluate(line, () => server.displayPrompt());
    else for (const listener of listeners) listener.call(server, line);
  });
}

/** The scope in which names are looked up, and of a group the process, or how many there are. */
function labelOf({ isolate, group }: LiveTarget): string {
  if (group === null) return isolate.label;
  const { name, members, chosen } = group;
  return chosen ? `process ${isolate.process.description.pid} ${isolate.label}` : `${name} ×${members.length}`;
}

/** The title of a page may be a sentence. */
function shorten(name: string): string {
  return name.length > 30 ? `${name.slice(0, 29)}…` : name;
}

function promptOf({ target }: Console): string {
  if (target.kind === 'page') return `${printable(shorten(target.page.name))}> `;
  return `${printable(target.kind === 'live' ? labelOf(target) : 'heap')}> `;
}

/**
 * Asks at the prompt, which is the only reader of what is typed. What was typed before the question could be seen is no
 * part of the answer, and is there again for the next line. Rejects with Interrupted when the signal is aborted.
 */
function choose(
  server: REPLServer,
  question: string,
  answers: readonly string[],
  signal: AbortSignal | null,
): Promise<number> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Interrupted()), { once: true });
    const typed = server.line;
    for (const name of ['e', 'u']) server.write(null, { ctrl: true, name });
    server.question(choiceText(question, answers), { signal: signal ?? undefined }, (answer) => {
      resolve(choiceIndex(answers, answer));
      if (typed !== '') server.write(typed);
    });
  });
}

/** Ctrl-C ends what is running; where nothing runs, it does what node:repl does. */
function interruptWith(server: REPLServer, lines: LineQueue, typeAhead: TypeAhead): void {
  const whenIdle = server.listeners('SIGINT') as (() => void)[];
  server.removeAllListeners('SIGINT');
  server.on('SIGINT', () => {
    if (lines.interrupt()) typeAhead.drop();
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
