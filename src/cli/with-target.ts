import { errorLine } from '../commands/run.js';
import type { LiveTarget } from '../live/target.js';
import { attachTo, liveTarget } from './attachment.js';
import type { Io, Settings } from './settings.js';
import { withSignals } from './signals.js';
import { terminalContext } from './terminal-context.js';

/**
 * Attaches to a target as the user named it, does the work, and detaches, whatever happens.
 *
 * With `--json`, that nothing was reached is told in JSON too, in the name of `command`.
 */
export async function withTarget<T>(
  name: string,
  command: string,
  settings: Settings,
  io: Io,
  work: (target: LiveTarget, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withSignals(io, async (signal) => {
    const { notice } = terminalContext(settings, io);
    const { target, detach } = await attachTo(liveTarget(name), settings, { notice, signal }).catch((error) => {
      if (settings.json) io.stdout.write(errorLine(command, null, error));
      throw error;
    });
    try {
      return await work(target, signal);
    } finally {
      await detach();
    }
  });
}
