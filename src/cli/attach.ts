import type { Isolate } from '../isolate/isolate.js';
import type { Style } from '../view/text/style.js';
import { consoleOn } from './console-on.js';
import { linesGiven } from './lines-given.js';
import { pickTarget } from './pick-target.js';
import type { Verb } from './settings.js';
import { toldInJson } from './told-in-json.js';
import { withTarget } from './with-target.js';

/** `leakconsole attach [TARGET] [-e LINE …]`: the console on a process. */
export const attach: Verb = async (settings, io, args) => {
  const { name, lines } = await toldInJson('attach', settings, io, async () => {
    const name = args.target === undefined ? await pickTarget(settings, io) : String(args.target);
    return { name, lines: linesGiven(args, [name]) };
  });
  return withTarget(name, 'attach', settings, io, (target, signal) =>
    consoleOn(target, settings, io, {
      signal,
      lines,
      greeting: target.kind === 'live' ? greet(target, settings.style) : undefined,
    }),
  );
};

function greet({ process }: Isolate, style: Style): string {
  const { pid, runtime, argv } = process.description;
  return `${style.bold(`attached to ${pid}`)} ${style.dim(`· ${runtime} · ${argv.slice(1).join(' ')}`)}\n`;
}
