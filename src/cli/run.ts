import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { liveTarget } from '../dispatch/target.js';
import { UserError } from '../errors.js';
import { endingWith } from '../isolate/wait-for-target.js';
import { TargetGone } from '../session/target-gone.js';
import { attachAt } from '../target/attach.js';
import { type Program, startProgram } from '../target/spawn.js';
import { dim, strong, text } from '../view/blocks.js';
import { show } from '../view/text/screen.js';
import { runConsole } from './run-console.js';
import type { RunVerb } from './settings.js';
import { withSignals } from './signals.js';
import { terminalListener } from './terminal-listener.js';
import { attachOptions } from './with-target.js';

/** `leakconsole run SCRIPT [ARGS…]`: starts a program under the inspector, attaches, and ends it with the console. */
export const runProgram: RunVerb = (invocation) => {
  const { settings, io, args } = invocation;
  return withSignals(io, async (interrupts) => {
    const { signal } = interrupts;
    const script = String(args.script);
    const program = await startProgram(script, ((args['--'] as unknown[]) ?? []).map(String));
    const output = linesOf(program);
    const { errorScreen } = settings;
    const writeLine = (line: string) =>
      errorScreen.rows === null ? errorScreen.write(`${line}\n`) : show([text(line, 'keep')], errorScreen);
    const passedOn = settings.interactive ? null : passOn(output, writeLine);
    try {
      const { notice } = terminalListener(settings, io);
      const reached = { url: program.url, opened: false, expected: null };
      const process = await attachAt(reached, attachOptions(settings), { notice, signal });
      try {
        const greeting = [text([strong(`started ${process.pid}`), dim(' · it ends when you leave')])];
        const options = { interrupts, greeting, programOutput: output };
        return await endingWith(signal, runConsole(liveTarget(process), invocation, options));
      } finally {
        await process.detach();
      }
    } catch (error) {
      if (!(error instanceof TargetGone) && !(await hasEnded(program))) throw error;
      await (passedOn ?? passOn(output, writeLine));
      throw new UserError('program-ended', `${script} has ended (${await program.ended})`, {
        hint: 'what it wrote stands above',
        cause: error,
      });
    } finally {
      await program.stop();
    }
  });
};

/** Whether a program has ended, or does so at once: its inspector may hang up a little earlier. */
async function hasEnded({ ended }: Program): Promise<boolean> {
  return Promise.race([ended.then(() => true), delay(500, false, { ref: false })]);
}

/** What a program writes, to stdout and to stderr, line by line. */
async function* linesOf({ stdout, stderr }: Program): AsyncGenerator<string> {
  const queue: string[] = [];
  let wake = () => {};
  let open = 2;
  for (const stream of [stdout, stderr] as Readable[]) {
    createInterface({ input: stream })
      .on('line', (line) => {
        queue.push(line);
        wake();
      })
      .on('close', () => {
        open--;
        wake();
      });
  }
  while (open > 0 || queue.length > 0) {
    yield* queue.splice(0);
    if (open > 0 && queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
  }
}

async function passOn(lines: AsyncIterable<string>, write: (line: string) => void): Promise<void> {
  for await (const line of lines) write(line);
}
