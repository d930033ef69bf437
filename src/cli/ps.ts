import { homedir } from 'node:os';
import { resultLine } from '../dispatch/json-report.js';
import { NOTHING_SPENT } from '../dispatch/target.js';
import { ExitCode } from '../errors.js';
import type { NodeProcess } from '../target/node-process.js';
import { listProcesses } from '../target/processes.js';
import { viewProcesses } from '../view/processes.js';
import { show } from '../view/text/screen.js';
import type { RunVerb } from './settings.js';

/** The Node processes of this machine. */
export interface PsResult {
  /** The oldest first. */
  readonly processes: readonly NodeProcess[];
}

/** `leakconsole ps`: the Node processes of this machine, and how each can be reached. */
export const runPs: RunVerb = async ({ settings: { json, screen } }) => {
  const result: PsResult = { processes: await listProcesses() };
  if (json) screen.write(resultLine('ps', null, NOTHING_SPENT, result));
  else show(viewProcesses(result.processes, homedir()), screen);
  return ExitCode.done;
};
