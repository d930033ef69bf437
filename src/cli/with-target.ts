import type { Interrupts } from '../dispatch/interrupts.js';
import { splitWords } from '../dispatch/parse-line.js';
import { groupTarget, liveTarget, type Target } from '../dispatch/target.js';
import { ExitCode, UserError } from '../errors.js';
import { endingWith } from '../isolate/wait-for-target.js';
import { isPort, parseTarget } from '../target/syntax.js';
import { readingOf } from './create-console.js';
import { inJson } from './in-json.js';
import type { Invocation, Settings } from './settings.js';
import { withSignals } from './signals.js';
import { terminalListener } from './terminal-listener.js';

/** What is worked on: a target as the user named it, or a program to start. */
export type WantedTarget = { readonly target: string } | { readonly run: string };

/**
 * Attaches to a process, or loads a heap snapshot file, in the name of `command`, does the work, and detaches, whatever
 * happens.
 */
export async function withTarget<T>(
  wanted: WantedTarget,
  command: string,
  invocation: Invocation,
  work: (target: Target, interrupts: Interrupts) => Promise<T>,
): Promise<T> {
  const { settings, io } = invocation;
  return withSignals(io, async (interrupts) => {
    const { signal } = interrupts;
    const { target, detach } = await inJson(command, settings.json, io, () =>
      'run' in wanted ? startTarget(wanted.run, invocation, signal) : reachTarget(wanted.target, invocation, signal),
    );
    try {
      return await endingWith(signal, work(target, interrupts));
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
  if (name.kind === 'cluster' || name.kind === 'pm2') {
    const { ProcessGroup } = await import('../target/process-group.js');
    const group = await ProcessGroup.attach(name, attachOptions(settings), { notice, signal });
    return { target: groupTarget(group), detach: () => group.detach() };
  }
  if (name.kind !== 'file') {
    const { attach, reattach } = await import('../target/attach.js');
    const options = attachOptions(settings);
    const wait = { notice, signal };
    const attached = await attach(name, options, wait).catch(async (error) => {
      const { SeveralPages } = await import('../target/pages.js');
      if (!(error instanceof SeveralPages && settings.interactive && isPort(name))) throw error;
      const { pickOfPages } = await import('./pick-page.js');
      return await attach({ ...name, page: await pickOfPages(error, settings, io) }, options, wait);
    });
    if (attached.kind === 'page') return { target: { kind: 'page', page: attached }, detach: () => attached.detach() };
    let process = attached;
    const reconnect = async (signal: AbortSignal) => {
      await process.detach();
      process = await reattach(process, name, options, { notice, signal });
      target.threads = process.threads;
      target.isolate = process.isolate;
    };
    const target = liveTarget(process, reconnect);
    return { target, detach: () => process.detach() };
  }
  const { openSnapshotFiles } = await import('../snapshot/files.js');
  const files = await openSnapshotFiles([name.path], progress, signal, readingOf(invocation));
  return { target: { kind: 'files', files }, detach: async () => {} };
}

/** Starts `node …` with its inspector open; it ends with the work. Throws a UserError. */
async function startTarget(
  command: string,
  { settings, io }: Invocation,
  signal: AbortSignal,
): Promise<{ target: Target; detach: () => Promise<void> }> {
  const [node, ...words] = splitWords(command);
  if (!/(^|[\\/])node(\.exe)?$/.test(node ?? '') || words.length === 0) {
    throw new UserError('usage', `--run must begin with node, and a script (got ${command})`, {
      hint: "--run 'node service.js'; what npm or a shell starts cannot be told from them: attach to it by its pid",
      exitCode: ExitCode.usage,
    });
  }
  const [{ startProgram }, { attachAt }] = await Promise.all([
    import('../target/spawn.js'),
    import('../target/attach.js'),
  ]);
  const program = await startProgram(words[0], words.slice(1), { node });
  for (const output of [program.stdout, program.stderr]) output.resume();
  try {
    const { notice } = terminalListener(settings, io);
    const reached = { url: program.url, opened: false, expected: null };
    const process = await attachAt(reached, attachOptions(settings), { notice, signal });
    const detach = async () => {
      await process.detach();
      await program.stop();
    };
    return { target: liveTarget(process), detach };
  } catch (error) {
    await program.stop();
    throw error;
  }
}

/** How a process is to be treated. */
export function attachOptions({ fork: allowsFork, ...settings }: Settings) {
  const { readOnly, timeoutMs, maxPauseMs, maxRssBytes, maxForkMs, force, sourceMaps } = settings;
  return { readOnly, timeoutMs, maxPauseMs, maxRssBytes, maxForkMs, force, allowsFork, sourceMaps };
}
