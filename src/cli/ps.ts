import { homedir } from 'node:os';
import { resultLine } from '../dispatch/json-report.js';
import { NOTHING_SPENT } from '../dispatch/target.js';
import { ExitCode } from '../errors.js';
import { type Browser, listBrowsers } from '../target/browsers.js';
import { listRemote } from '../target/exec/list-remote.js';
import type { NodeProcess } from '../target/node-process.js';
import { listProcesses } from '../target/processes.js';
import { parsePlace } from '../target/syntax.js';
import { viewBrowsers } from '../view/pages.js';
import { viewProcesses } from '../view/processes.js';
import { show } from '../view/text/screen.js';
import { inJson } from './in-json.js';
import type { Io, RunVerb, Settings } from './settings.js';
import { withSignals } from './signals.js';
import { terminalListener } from './terminal-listener.js';

/** The Node processes of this machine, or of another place, and the browsers of this machine. */
export interface PsResult {
  /** The oldest first. */
  readonly processes: readonly NodeProcess[];
  /**
   * Programs of Chromium with a remote debugging port, whose pages can be attached to; of another place none are told.
   */
  readonly browsers: readonly Browser[];
}

/** `leakconsole ps [WHERE]`: the Node processes of this machine or of another place, and how each can be reached. */
export const runPs: RunVerb = async ({ settings, io, args }) => {
  const { json, screen } = settings;
  const where = args.where === undefined ? null : String(args.where);
  const result: PsResult = await inJson('ps', json, io, async () => {
    if (where !== null) return { processes: await listThere(where, settings, io), browsers: [] };
    const [processes, browsers] = await Promise.all([listProcesses(), listBrowsers()]);
    return { processes, browsers };
  });
  if (json) screen.write(resultLine('ps', null, NOTHING_SPENT, result));
  else {
    const processes = viewProcesses(result.processes, { home: where === null ? homedir() : null, where });
    show([...processes, ...viewBrowsers(result.browsers)], screen);
  }
  return ExitCode.done;
};

function listThere(where: string, settings: Settings, io: Io): Promise<readonly NodeProcess[]> {
  const place = parsePlace(where);
  const { notice } = terminalListener(settings, io);
  return withSignals(io, ({ signal }) => listRemote(place, { notice, signal }));
}
