import { type Demo, startDemo } from '../demo/demo.js';
import { ExitCode } from '../errors.js';
import type { Isolate } from '../isolate/isolate.js';
import { runLine } from '../repl/console.js';
import { attachAt } from '../target/attach.js';
import { consoleOn, createConsole } from './console-on.js';
import type { Io, Settings, Verb } from './settings.js';
import { withSignals } from './signals.js';
import { terminalContext } from './terminal-context.js';

/** `leakconsole demo`: a leaky sample service, a little traffic, and the console attached to it. */
export const demo: Verb = (settings, io) =>
  withSignals(io, async (signal) => {
    const service = await startDemo();
    try {
      await service.visit(settings.interactive ? 1500 : 50);
      const reached = { url: service.program.url, opened: false, expected: null };
      const { notice } = terminalContext(settings, io);
      const process = await attachAt(reached, settings, { notice, signal });
      const target = process.main;
      try {
        if (!settings.interactive) return await playSession(service, target, settings, io, signal);
        service.visitSteadily(5);
        return await consoleOn(target, settings, io, { signal, greeting: greet(service, target, settings) });
      } finally {
        await process.detach();
      }
    } finally {
      await service.stop();
    }
  });

/** What somebody at a terminal would see: the cache grows with each request. */
async function playSession(
  service: Demo,
  target: Isolate,
  settings: Settings,
  io: Io,
  signal: AbortSignal,
): Promise<ExitCode> {
  const console = await createConsole(target, settings, io);
  const { style } = settings;
  const say = (text: string) => void (settings.json || io.stdout.write(text));
  const play = async (line: string) => {
    say(`${target.label}> ${style.bold(line)}\n`);
    await runLine(console, line, signal);
  };
  say(
    `${style.dim(`a leaky sample service runs as ${target.process.description.pid}, and 50 users have been asked for`)}\n`,
  );
  await play('main.cache.size');
  await service.visit(100);
  say(`${style.dim('100 requests later:')}\n`);
  await play('main.cache.size');
  await play('.scope');
  return ExitCode.done;
}

function greet({ origin }: Demo, { process }: Isolate, { style }: Settings): string {
  const lines = [
    `main.cache.size    ${style.dim('a module’s variable, live: we send five requests a second')}`,
    `.collections       ${style.dim('what holds the most, by name; once more: what grew')}`,
    `.retainers User    ${style.dim('what holds the users, from a heap snapshot (.help: all)')}`,
  ];
  return `${style.bold('a leaky sample service')} ${style.dim(`· pid ${process.description.pid} · ${origin}/users/random · try:`)}\n  ${lines.join('\n  ')}\n`;
}
