import type { Target } from '../dispatch/target.js';
import { endingWith } from '../isolate/wait-for-target.js';
import { parseTarget } from '../target/syntax.js';
import { indexesOf } from './create-console.js';
import { inJson } from './in-json.js';
import type { Invocation, Settings } from './settings.js';
import { withSignals } from './signals.js';
import { terminalListener } from './terminal-listener.js';

/** Attaches to a process, or loads a heap snapshot file, in the name of `command`, does the work, and detaches, whatever happens. */
export async function withTarget<T>(
  text: string,
  command: string,
  invocation: Invocation,
  work: (target: Target, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { settings, io } = invocation;
  return withSignals(io, async (signal) => {
    const { target, detach } = await inJson(command, settings.json, io, () => reachTarget(text, invocation, signal));
    try {
      return await endingWith(signal, work(target, signal));
    } finally {
      await detach();
    }
  });
}

async function reachTarget(
  text: string,
  invocation: Invocation,
  signal: AbortSignal,
): Promise<{ target: Target; detach: () => Promise<void> }> {
  const { settings, io } = invocation;
  const { notice, progress } = terminalListener(settings, io);
  const name = parseTarget(text);
  if (name.kind !== 'file') {
    const { attach } = await import('../target/attach.js');
    const process = await attach(name, attachOptions(settings), { notice, signal });
    return { target: { kind: 'live', isolate: process.main }, detach: () => process.detach() };
  }
  const { openSnapshotFiles } = await import('../snapshot/files.js');
  const files = await openSnapshotFiles([name.path], progress, signal, indexesOf(invocation));
  return { target: { kind: 'files', files }, detach: async () => {} };
}

/** How a process is to be treated. */
export function attachOptions({ readOnly, timeoutMs, maxPauseMs, maxRssBytes, force, fork, sourceMaps }: Settings) {
  return { readOnly, timeoutMs, maxPauseMs, maxRssBytes, force, allowsFork: fork, sourceMaps };
}
