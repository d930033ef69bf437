import { homedir } from 'node:os';
import { ExitCode } from '../errors.js';
import { listProcesses } from '../target/processes.js';
import { viewProcesses } from '../view/processes.js';
import { jsonLine } from '../view/text/characters.js';
import { show } from '../view/text/screen.js';
import type { RunVerb } from './settings.js';

/** `leakconsole ps`: the Node processes of this machine, and how each can be reached. */
export const runPs: RunVerb = async ({ settings: { json, screen } }) => {
  const processes = await listProcesses();
  if (json) screen.write(jsonLine({ v: 1, command: 'ps', result: { processes } }));
  else show(viewProcesses(processes, homedir()), screen);
  return ExitCode.done;
};
