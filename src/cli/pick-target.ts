import { homedir } from 'node:os';
import { ExitCode, UserError } from '../errors.js';
import { Interrupted } from '../isolate/wait-for-target.js';
import { listBrowsers } from '../target/browsers.js';
import type { NodeProcess } from '../target/node-process.js';
import { listProcesses } from '../target/processes.js';
import { parseTarget } from '../target/syntax.js';
import { note } from '../view/blocks.js';
import { viewBrowsers } from '../view/pages.js';
import { inspectorText, viewProcesses } from '../view/processes.js';
import { show } from '../view/text/screen.js';
import { findPicked, findPickedPage } from './find-picked.js';
import type { Io, Settings } from './settings.js';
import { askLine } from './terminal-listener.js';

/**
 * Lists the Node processes of this machine, and the pages of its browsers, and lets the user pick one by its pid, a
 * port or its name; gives it as a target (`pid:1234`). Enter alone picks the one whose inspector is open, if there is
 * only one: nothing is signalled by it.
 *
 * Throws a UserError where there is none, or nobody to ask.
 */
export async function pickTarget({ interactive, json, screen }: Settings, io: Io): Promise<string> {
  const [processes, browsers] = await Promise.all([listProcesses(), listBrowsers()]);
  const pages = browsers.flatMap((browser) => browser.pages);
  const reachable = processes.filter((process) => process.access.how !== 'none' || isPrimary(process));
  // Who reads JSON has them from `ps --json`.
  if (interactive || !json) show([...viewProcesses(processes, { home: homedir() }), ...viewBrowsers(browsers)], screen);
  const targets = [...reachable.map(targetOf), ...pages.map(({ target }) => target)];
  if (targets.length === 0) {
    throw new UserError('no-target', 'there is no Node process that can be attached to', {
      hint: '`leakconsole demo` starts one to try; `leakconsole run SCRIPT` starts yours',
    });
  }
  if (!interactive) {
    throw new UserError('no-target', 'attach to which of these?', {
      hint: `name one: \`leakconsole attach ${targets[0]}\``,
      exitCode: ExitCode.usage,
    });
  }
  const open = processes.filter(({ access }) => access.how === 'open');
  const standard = open.length === 1 ? ` [${open[0].pid}]` : '';
  for (;;) {
    const answer = (await askLine(io, `attach to pid, port or name${standard}: `))?.trim();
    if (answer === undefined) throw new Interrupted('nothing was picked');
    const picked = answer === '' ? open : findPicked(processes, answer);
    if (picked.length === 1) return targetOf(picked[0]);
    const page = picked.length === 0 ? findPickedPage(pages, answer) : null;
    if (page) return page.target;
    // One that has come since.
    if (picked.length === 0 && /^\d+$/.test(answer)) return `pid:${answer}`;
    if (picked.length === 0 && isTarget(answer)) return answer;
    show([note(describeUnclear(answer, picked))], screen);
  }
}

function describeUnclear(answer: string, picked: readonly NodeProcess[]): string {
  if (answer === '') return 'Enter alone picks none of them: type a pid, a port or a name';
  if (picked.length === 0) return `${answer} is none of these, and no target`;
  const pids = picked.map(({ pid }) => pid).join(', ');
  return `${answer} may be ${picked.length <= 8 ? pids : `${picked.length} of these`}: type a pid`;
}

function isTarget(text: string): boolean {
  try {
    return parseTarget(text).kind !== 'file';
  } catch {
    return false;
  }
}

/** The primary of a cluster is not signalled; its workers are meant, all together. */
function isPrimary({ access }: NodeProcess): boolean {
  return access.how === 'none' && access.code === 'cluster';
}

function targetOf(process: NodeProcess): string {
  const { access, pid } = process;
  if (isPrimary(process)) return `cluster:${pid}`;
  return access.how === 'open' ? inspectorText(access.target) : `pid:${pid}`;
}
