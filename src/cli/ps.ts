import { ExitCode } from '../errors.js';
import { listProcesses } from '../target/processes.js';
import { renderProcesses } from '../view/text/processes.js';
import type { Verb } from './settings.js';

/** `leakconsole ps`: the Node processes of this machine, and how each can be reached. */
export const ps: Verb = async ({ json, style }, io) => {
  const processes = await listProcesses();
  const line = json
    ? JSON.stringify({ v: 1, command: 'ps', result: { processes } })
    : // Nobody reads a table in a pipe: what looks for a process there needs its whole command.
      renderProcesses(processes, io.stdout.isTTY ? style : { ...style, width: Number.POSITIVE_INFINITY });
  io.stdout.write(`${line}\n`);
  return ExitCode.done;
};
