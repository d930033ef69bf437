import { type Demo, startDemo } from '../demo/demo.js';
import type { Interrupts } from '../dispatch/interrupts.js';
import { type LiveTarget, liveTarget } from '../dispatch/target.js';
import { ExitCode } from '../errors.js';
import { runLine } from '../repl/run-line.js';
import { attachAt } from '../target/attach.js';
import { type Block, dim, note, strong, text } from '../view/blocks.js';
import { show } from '../view/text/screen.js';
import { createConsole } from './create-console.js';
import { runConsole } from './run-console.js';
import type { Invocation, RunVerb } from './settings.js';
import { withSignals } from './signals.js';
import { terminalListener } from './terminal-listener.js';
import { attachOptions } from './with-target.js';

/** `leakconsole demo`: a leaky sample service, a little traffic, and the console attached to it. */
export const runDemo: RunVerb = (invocation) => {
  const { settings, io } = invocation;
  return withSignals(io, async (interrupts) => {
    const service = await startDemo();
    try {
      await service.visit(settings.interactive ? 1500 : 50);
      const reached = { url: service.program.url, opened: false, expected: null };
      const { notice } = terminalListener(settings, io);
      const process = await attachAt(reached, attachOptions(settings), { notice, signal: interrupts.signal });
      try {
        if (!settings.interactive) return await playSession(service, liveTarget(process), invocation, interrupts);
        service.visitSteadily(20);
        return await runConsole(liveTarget(process), invocation, { interrupts, greeting: greet(service, process.pid) });
      } finally {
        await process.detach();
      }
    } finally {
      await service.stop();
    }
  });
};

/** What somebody at a terminal would see: the cache grows with each request. */
async function playSession(
  service: Demo,
  target: LiveTarget,
  invocation: Invocation,
  interrupts: Interrupts,
): Promise<ExitCode> {
  const { json, screen } = invocation.settings;
  const console = createConsole(target, invocation, interrupts);
  const say = (block: Block) => {
    if (!json) show([block], screen);
  };
  const play = async (line: string) => {
    say(text([`${target.isolate.label}> `, strong(line)]));
    await runLine(console, line, interrupts.signal);
  };
  const { pid } = target.isolate.process.description;
  say(note(`a leaky sample service runs as ${pid}, and 50 users have been asked for`));
  await play('main.cache.size');
  await service.visit(100);
  say(note('100 requests later:'));
  await play('main.cache.size');
  await play('.scope');
  return ExitCode.done;
}

function greet({ origin }: Demo, pid: number): Block[] {
  return [
    text([strong('a leaky sample service'), dim(` · pid ${pid} · ${origin}/users/random · try:`)]),
    {
      kind: 'definitions',
      definitions: [
        { term: 'main.cache.size', text: dim('look: a variable, live (we send twenty requests a second)') },
        { term: '.collections', text: dim('growth: what holds the most; once more: what grew') },
        { term: '.retainers User', text: dim('holder: what keeps the users (.help lists the commands)') },
      ],
    },
  ];
}
