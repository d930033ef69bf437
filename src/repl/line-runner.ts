import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { replaceFile } from '../dispatch/replace-file.js';
import type { Console } from '../dispatch/run-command.js';
import { followChoice, type LiveTarget, sessionOf } from '../dispatch/target.js';
import { ExitCode, messageOf, UserError } from '../errors.js';
import { forgetVariables } from '../isolate/console/evaluate.js';
import { note } from '../view/blocks.js';
import { show } from '../view/text/screen.js';
import { isUnfinished } from './lines.js';
import { runLine } from './run-line.js';

/** Shows a failure, and gives the exit code. */
export type Report = (error: unknown) => ExitCode;

/**
 * Runs the lines of a console one after the other, and what a session of lines has beside commands and expressions:
 * `.load`, `.save` and `.clear`. It does the same for what is typed, comes from a pipe, or was given with -e.
 */
export class LineRunner {
  readonly #console: Console;
  readonly #report: Report;
  readonly #lines: string[] = [];
  readonly #loading = new Set<string>();

  constructor(console: Console, report: Report) {
    this.#console = console;
    this.#report = report;
  }

  /** Runs one line. Throws what it throws. After the end of what was chosen, the rest is looked at again. */
  async run(line: string, signal: AbortSignal): Promise<void> {
    const { target } = this.#console;
    if (target.kind === 'live') checkChoice(target);
    try {
      await this.#run(line, signal);
    } catch (error) {
      if (target.kind === 'live') checkChoice(target);
      throw error;
    }
  }

  async #run(line: string, signal: AbortSignal): Promise<void> {
    const [, name, file] = /^\s*\.(load|save|clear|editor|break)(?:\s+(.*))?$/s.exec(line) ?? [];
    switch (name) {
      case 'load':
        return await this.#load(pathOf(file, name), signal);
      case 'save':
        return await this.#save(pathOf(file, name));
      case 'clear':
        return await this.#clear();
      case undefined:
        this.#lines.push(line);
        return await runLine(this.#console, line, signal);
      default:
        throw new UserError('only-in-console', `.${name} is for a prompt at a terminal`, {
          hint: 'elsewhere a line that is not finished is joined with the next',
          exitCode: ExitCode.usage,
        });
    }
  }

  /**
   * Runs lines as they come, and goes on after one that fails. A line that is not finished is joined with the next.
   *
   * Resolves to 3 where the first line that failed was refused, to 1 where another one failed, or 0.
   */
  async runAll(lines: AsyncIterable<string> | Iterable<string>, signal: AbortSignal): Promise<ExitCode> {
    const { target } = this.#console;
    let exitCode: ExitCode = ExitCode.done;
    let unfinished = '';
    const run = async (text: string) => {
      unfinished = '';
      try {
        await this.run(text, signal);
      } catch (error) {
        const code = this.#report(error);
        if (exitCode === ExitCode.done) exitCode = code === ExitCode.refused ? code : ExitCode.failed;
      }
    };
    for await (const line of lines) {
      if (signal.aborted) break;
      if (!unfinished && (line.trim() === '' || line.startsWith('#!'))) continue;
      const text = unfinished + line;
      if (/^\s*\.exit\b/.test(text)) break;
      if (isUnfinished(text)) unfinished = `${text}\n`;
      else await run(text);
      if (sessionOf(target)?.hasEnded) return exitCode || ExitCode.failed;
    }
    if (unfinished) await run(unfinished);
    const session = sessionOf(target);
    const reason = session?.hasEnded ? await session.ended : null;
    return reason && exitCode === ExitCode.done ? this.#report(reason) : exitCode;
  }

  async #load(path: string, signal: AbortSignal): Promise<void> {
    const whole = resolve(path);
    if (this.#loading.has(whole)) {
      throw new UserError('unreadable-file', `${path} is being loaded: it loads itself`, {
        hint: 'leave that line out of it',
      });
    }
    const text = await readFile(path, 'utf8').catch((cause) => {
      throw new UserError('unreadable-file', `${path} cannot be read: ${messageOf(cause)}`, {
        hint: '.load FILE runs the lines of a file',
        cause,
      });
    });
    this.#loading.add(whole);
    try {
      const code = await this.runAll(text.split(/\r?\n/), signal);
      if (code !== ExitCode.done) {
        throw new UserError('load-failed', `not all lines of ${path} could be run`, {
          hint: 'what failed stands above',
          exitCode: code,
        });
      }
    } finally {
      this.#loading.delete(whole);
    }
  }

  async #save(path: string): Promise<void> {
    await replaceFile(path, this.#lines.map((line) => `${line}\n`).join(''), false);
    this.#tell(`written: ${path}`);
  }

  async #clear(): Promise<void> {
    const { target } = this.#console;
    if (target.kind === 'live') await forgetVariables(target.isolate);
    this.#tell('the variables of this console are forgotten');
  }

  #tell(message: string): void {
    if (!this.#console.json) show([note(message)], this.#console.screen);
  }
}

/**
 * Throws a UserError where the worker thread that is looked at has ended, and makes it the main thread; or where the
 * process of a group has, and makes it all of them.
 */
function checkChoice(target: LiveTarget): void {
  const { isolate, threads, group } = target;
  if (group?.chosen && threads.main.session.hasEnded) {
    group.chosen = null;
    followChoice(target);
    throw new UserError('target-gone', `process ${isolate.process.description.pid} has ended`, {
      hint: 'commands look at all processes of the group now',
    });
  }
  if (isolate === threads.main || !isolate.session.hasEnded || threads.main.session.hasEnded) return;
  target.isolate = threads.main;
  throw new UserError('target-gone', `${isolate.session.name} has ended`, {
    hint: 'commands look at the main thread now; .workers lists the worker threads that run',
  });
}

function pathOf(file: string | undefined, name: string): string {
  const path = file?.trim();
  if (path) return path;
  throw new UserError('usage', `an argument is missing: ${name} <file>`, {
    hint: 'see `.help`',
    exitCode: ExitCode.usage,
  });
}
