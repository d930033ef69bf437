import { openSnapshotFiles } from '../snapshot/files.js';
import { formatBytes, formatCount } from '../view/text/bytes.js';
import { consoleOn } from './console-on.js';
import { linesGiven } from './lines-given.js';
import type { Verb } from './settings.js';
import { withSignals } from './signals.js';
import { terminalContext } from './terminal-context.js';
import { toldInJson } from './told-in-json.js';

/** `leakconsole open FILE…`: the console on heap snapshot files. */
export const open: Verb = (settings, io, args) =>
  withSignals(io, async (signal) => {
    const paths = (args.files as unknown[]).map(String);
    const { progress } = terminalContext(settings, io);
    const { lines, target } = await toldInJson('open', settings, io, async () => ({
      lines: linesGiven(args, paths),
      target: await openSnapshotFiles(paths, progress, signal),
    }));
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
