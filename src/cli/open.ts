import { openSnapshotFiles } from '../snapshot/files.js';
import { type Block, dim, note, strong, text } from '../view/blocks.js';
import { formatBytes, formatCount } from '../view/format-quantities.js';
import { checkLines } from './attach.js';
import { readingOf } from './create-console.js';
import { inJson } from './in-json.js';
import { runConsole } from './run-console.js';
import type { RunVerb } from './settings.js';
import { withSignals } from './signals.js';
import { terminalListener } from './terminal-listener.js';

/** `leakconsole open FILE…`: the console on heap snapshot files. */
export const runOpen: RunVerb = (invocation) => {
  const { settings, io, args } = invocation;
  return withSignals(io, async (interrupts) => {
    const paths = args.files as readonly string[];
    const lines = args.execute as readonly string[] | undefined;
    const { progress } = terminalListener(settings, io);
    const files = await inJson('open', settings.json, io, async () => {
      checkLines(lines, paths);
      return await openSnapshotFiles(paths, progress, interrupts.signal, readingOf(invocation));
    });
    const greeting = files.map(({ path, heap: { analysis } }): Block => {
      const size = formatBytes(analysis.retainedSize[0]);
      return text([strong(path), dim(` · ${size} in ${formatCount(analysis.graph.nodeCount)} nodes`)]);
    });
    if (files.length > 1)
      greeting.push(note(`answers are from the last, ${paths.at(-1)}; .diff compares it with the one before`));
    greeting.push(note('try .types, .biggest, .retainers NAME; .help lists the commands'));
    return await runConsole({ kind: 'files', files }, invocation, { interrupts, lines, greeting });
  });
};
