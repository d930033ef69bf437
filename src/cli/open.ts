import { errorLine } from '../commands/run.js';
import { formatBytes, formatCount } from '../render/bytes.js';
import { openSnapshotFiles } from '../snapshot/files.js';
import { consoleOn } from './console-on.js';
import { linesGiven } from './lines-given.js';
import type { Verb } from './settings.js';
import { withSignals } from './signals.js';
import { terminalContext } from './terminal-context.js';

/** `leakconsole open FILE…`: the console on heap snapshot files. With `--json`, that one cannot be loaded is told in JSON too. */
export const open: Verb = (settings, io, args) =>
  withSignals(io, async (signal) => {
    const paths = (args.files as unknown[]).map(String);
    const lines = linesGiven(args, paths);
    const { progress } = terminalContext(settings, io);
    const target = await openSnapshotFiles(paths, progress, signal).catch((error) => {
      if (settings.json) io.stdout.write(errorLine('open', null, error));
      throw error;
    });
    const { style } = settings;
    const greeting = target.files.map(({ path, heap: { analysis } }) => {
      const size = analysis.retainedSize[0];
      return `${style.bold(path)} ${style.dim(`· ${formatBytes(size)} in ${formatCount(analysis.graph.nodeCount)} nodes`)}\n`;
    });
    if (paths.length > 1)
      greeting.push(style.dim(`answers are from the last, ${paths.at(-1)}; .diff compares it with the one before\n`));
    return consoleOn(target, settings, io, {
      signal,
      lines,
      greeting: `${greeting.join('')}${style.dim('try .types, .biggest, .retainers NAME; .help lists the commands')}\n`,
    });
  });
