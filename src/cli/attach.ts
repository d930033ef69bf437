import type { LiveTarget } from '../live/target.js';
import type { Style } from '../render/style.js';
import { attachTo, liveTarget } from './attachment.js';
import { consoleOn } from './console-on.js';
import type { Verb } from './settings.js';
import { withSignals } from './signals.js';
import { terminalContext } from './terminal-context.js';

/** `leakconsole attach [TARGET] [-e LINE …]`: the console on a process. */
export const attach: Verb = (settings, io, args) =>
  withSignals(io, async (signal) => {
    const { notice } = terminalContext(settings, io);
    const { target, detach } = await attachTo(liveTarget(String(args.target)), settings, { notice, signal });
    try {
      return await consoleOn(target, settings, io, {
        signal,
        lines: args.execute as string[] | undefined,
        greeting: greet(target, settings.style),
      });
    } finally {
      await detach();
    }
  });

function greet({ process }: LiveTarget, style: Style): string {
  const { pid, runtime, argv } = process;
  return `${style.bold(`attached to ${pid}`)} ${style.dim(`· ${runtime} · ${argv.slice(1).join(' ')}`)}\n`;
}
