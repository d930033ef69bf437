import { ExitCode, UserError } from '../errors.js';
import { Interrupted } from '../isolate/wait-for-target.js';
import type { NodeProcess } from '../target/node-process.js';
import { listProcesses } from '../target/processes.js';
import { parseTarget } from '../target/syntax.js';
import { viewProcesses } from '../view/processes.js';
import { show } from '../view/text/screen.js';
import type { Io, Settings } from './settings.js';
import { askLine } from './terminal-listener.js';

/**
 * Lists the Node processes of this machine and lets the user pick one by its pid; gives it as a target (`pid:1234`).
 *
 * Throws a UserError where there is none, or nobody to ask.
 */
export async function pickTarget({ interactive, json, screen }: Settings, io: Io): Promise<string> {
  const processes = await listProcesses();
  const reachable = processes.filter(({ access }) => access.how !== 'none');
  // Who reads JSON has them from `ps --json`.
  if (interactive || !json) show(viewProcesses(processes, screen.style.width), screen);
  if (reachable.length === 0) {
    throw new UserError('no-target', 'there is no Node process that can be attached to', {
      hint: '`leakconsole demo` starts one to try; `leakconsole run SCRIPT` starts yours',
    });
  }
  if (!interactive) {
    throw new UserError('no-target', 'attach to which of these?', {
      hint: `name one: \`leakconsole attach ${targetOf(reachable[0])}\``,
      exitCode: ExitCode.usage,
    });
  }
  for (;;) {
    const answer = (await askLine(io, `attach to pid [${reachable[0].pid}]: `))?.trim();
    if (answer === undefined) throw new Interrupted('nothing was picked');
    if (answer === '') return targetOf(reachable[0]);
    const picked = processes.find(({ pid }) => String(pid) === answer);
    if (picked) return targetOf(picked);
    // One that has come since.
    if (/^\d+$/.test(answer)) return `pid:${answer}`;
    if (isTarget(answer)) return answer;
    io.stdout.write(`${answer} is none of these, and no target\n`);
  }
}

function isTarget(text: string): boolean {
  try {
    return parseTarget(text).kind !== 'file';
  } catch {
    return false;
  }
}

function targetOf({ access, pid }: NodeProcess): string {
  return access.how === 'none' ? `pid:${pid}` : access.target;
}
