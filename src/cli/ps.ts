import { homedir } from 'node:os';
import { resultLine } from '../dispatch/json-report.js';
import { NOTHING_SPENT } from '../dispatch/target.js';
import { ExitCode } from '../errors.js';
import { listRemote } from '../target/exec/list-remote.js';
import type { NodeProcess } from '../target/node-process.js';
import { listProcesses } from '../target/processes.js';
import { parsePlace } from '../target/syntax.js';
import { viewProcesses } from '../view/processes.js';
import { show } from '../view/text/screen.js';
import { inJson } from './in-json.js';
import type { Io, RunVerb, Settings } from './settings.js';
import { withSignals } from './signals.js';
import { terminalListener } from './terminal-listener.js';

/** The Node processes of this machine, or of another place. */
export interface PsResult {
  /** The oldest first. */
  readonly processes: readonly NodeProcess[];
}

/** `leakconsole ps [WHERE]`: the Node processes of this machine or of another place, and how each can be reached. */
export const runPs: RunVerb = async ({ settings, io, args }) => {
  const { json, screen } = settings;
  const where = args.where === undefined ? null : String(args.where);
  const result: PsResult = await inJson('ps', json, io, async () => ({
    processes: where === null ? await listProcesses() : await listThere(where, settings, io),
  }));
  if (json) screen.write(resultLine('ps', null, NOTHING_SPENT, result));
  else show(viewProcesses(result.processes, { home: where === null ? homedir() : null, where }), screen);
  return ExitCode.done;
};

function listThere(where: string, settings: Settings, io: Io): Promise<readonly NodeProcess[]> {
  const place = parsePlace(where);
  const { notice } = terminalListener(settings, io);
  return withSignals(io, (signal) => listRemote(place, { notice, signal }));
}
