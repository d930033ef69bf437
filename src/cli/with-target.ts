import type { Target } from '../dispatch/context.js';
import { endingWith } from '../isolate/wait-for-target.js';
import { attach } from '../target/attach.js';
import { parseTarget } from '../target/syntax.js';
import type { Io, Settings } from './settings.js';
import { withSignals } from './signals.js';
import { terminalContext } from './terminal-context.js';
import { toldInJson } from './told-in-json.js';

/** Attaches to a process, or loads a heap snapshot file, in the name of `command`, does the work, and detaches, whatever happens. */
export async function withTarget<T>(
  text: string,
  command: string,
  settings: Settings,
  io: Io,
  work: (target: Target, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withSignals(io, async (signal) => {
    const { target, detach } = await toldInJson(command, settings, io, () => reachTarget(text, settings, io, signal));
    try {
      return await endingWith(signal, work(target, signal));
    } finally {
      await detach();
    }
  });
}

async function reachTarget(
  text: string,
  settings: Settings,
  io: Io,
  signal: AbortSignal,
): Promise<{ target: Target; detach: () => Promise<void> }> {
  const { notice, progress } = terminalContext(settings, io);
  const name = parseTarget(text);
  if (name.kind !== 'file') {
    const process = await attach(name, settings, { notice, signal });
    return { target: process.main, detach: () => process.detach() };
  }
  const { openSnapshotFiles } = await import('../snapshot/files.js');
  const target = await openSnapshotFiles([name.path], progress, signal);
  return { target, detach: async () => {} };
}
