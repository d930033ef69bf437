import { settingsFrom } from '#src/cli/settings.js';
import { attachOptions } from '#src/cli/with-target.js';
import { Interrupts } from '#src/dispatch/interrupts.js';
import type { Console } from '#src/dispatch/run-command.js';
import { type LiveTarget, liveTarget } from '#src/dispatch/target.js';
import { type Evaluation, evaluate } from '#src/isolate/console/evaluate.js';
import type { Isolate } from '#src/isolate/isolate.js';
import { REGISTRY } from '#src/registry.js';
import { runLine } from '#src/repl/run-line.js';
import { attachAt } from '#src/target/attach.js';
import { createStyle } from '#src/view/text/style.js';
import { withoutBusyNotice } from './busy-notice.js';
import type { Json } from './cli.js';
import { type TargetOptions, type TestTarget, withTarget } from './target.js';

/** A console on a real target, in this process, without command line and terminal. */
export interface TestConsole {
  readonly target: Isolate;
  /** The process with all its threads; `target` is the one that is looked at. */
  readonly live: LiveTarget;
  /** What the user was told meanwhile. */
  readonly notices: string[];
  /** What was shown of the progress; an empty text takes it away. */
  readonly phases: string[];
  /** Evaluates a line; rejects with what the user would be shown. */
  evaluate(line: string, signal?: AbortSignal): Promise<Evaluation>;
  /** The printed value of a line. */
  text(line: string): Promise<string>;
  /** Ctrl-C, for the line that runs. */
  interrupt(): void;
  /** Runs a line, commands included; gives what it printed. */
  run(line: string): Promise<string>;
  /** Runs a line, and gives what `--json` prints. */
  runJson(line: string): Promise<string>;
  /** Runs a command; gives its results as `--json` prints them. */
  json(line: string): Promise<Json[]>;
  detach(): Promise<void>;
}

export interface ConsoleOptions {
  readonly readOnly?: boolean;
  /** ms */
  readonly timeout?: number;
  /** ms; by default more than a slow machine needs for what the fixtures ask. */
  readonly maxPause?: number;
  /** Do what the budget would refuse. */
  readonly force?: boolean;
  readonly sourceMaps?: boolean;
}

/** Attaches a console to a running target. */
export async function attachConsole(
  { url }: Pick<TestTarget, 'url'>,
  { readOnly = false, timeout = 20_000, maxPause = 120_000, force = false, sourceMaps = true }: ConsoleOptions = {},
): Promise<TestConsole> {
  const settings = settingsFrom(
    { readOnly, timeout, maxPause, force, sourceMaps },
    { ...process, env: {}, stdin: process.stdin, on: () => {}, off: () => {} },
  );
  const notices: string[] = [];
  const phases: string[] = [];
  const notice = (text: string) => {
    if (withoutBusyNotice(text) !== '') notices.push(text);
  };
  const never = new AbortController().signal;
  const attached = await attachAt({ url, opened: false, expected: null }, attachOptions(settings), {
    notice,
    signal: never,
  });
  const target = liveTarget(attached);
  let interrupts = new Interrupts();
  const run = async (line: string, json: boolean): Promise<string> => {
    interrupts = new Interrupts();
    let printed = '';
    const write = (text: string) => {
      printed += text;
    };
    const console: Console = {
      registry: REGISTRY,
      target,
      json,
      screen: { style: createStyle(), rows: null, write },
      lens: null,
      endsSession: false,
      notice,
      progress: (phase) => void phases.push(phase),
      choose: null,
      follow: null,
      untilEnough: interrupts.untilEnough,
    };
    await runLine(console, line, interrupts.signal);
    return printed;
  };
  return {
    get target() {
      return target.isolate;
    },
    live: target,
    notices,
    phases,
    evaluate: (line, signal = never) => evaluate(target.isolate, line, { width: 80, notice, signal }),
    text: async (line) => (await evaluate(target.isolate, line, { width: 80, notice, signal: never })).text,
    interrupt: () => interrupts.interrupt(),
    run: (line) => run(line, false),
    runJson: (line) => run(line, true),
    json: async (line) =>
      (await run(line, true))
        .trimEnd()
        .split('\n')
        .map((one) => JSON.parse(one)),
    detach: () => attached.detach(),
  };
}

/** Runs a fixture, does something with a console on it, and ends both. */
export async function withConsole(
  fixture: string,
  use: (console: TestConsole, target: TestTarget) => Promise<void>,
  { console: options, ...targetOptions }: TargetOptions & { console?: ConsoleOptions } = {},
): Promise<void> {
  await withTarget(fixture, targetOptions, async (target) => {
    const console = await attachConsole(target, options);
    try {
      await use(console, target);
    } finally {
      await console.detach();
    }
  });
}
