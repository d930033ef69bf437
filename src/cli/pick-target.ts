import { renderProcesses } from '../commands/ps.js';
import { ExitCode, UserError } from '../errors.js';
import { Interrupted } from '../live/patience.js';
import { listProcesses, type NodeProcess } from '../target/processes.js';
import { question } from './question.js';
import type { Io, Settings } from './settings.js';

/**
 * Lists the Node processes of this machine and lets the user pick one by its pid; gives it as a target (`pid:1234`).
 *
 * Throws a UserError where there is none, or nobody to ask.
 */
export async function pickTarget({ interactive, style }: Settings, io: Io): Promise<string> {
  const processes = await listProcesses();
  const reachable = processes.filter(({ access }) => access.how !== 'none');
  io.stdout.write(`${renderProcesses(processes, style)}\n`);
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
  const answer = (await question(io, `attach to pid [${reachable[0].pid}]: `))?.trim();
  if (answer === undefined) throw new Interrupted('nothing was picked');
  const picked = answer === '' ? reachable[0] : reachable.find(({ pid }) => String(pid) === answer);
  return picked ? targetOf(picked) : /^\d+$/.test(answer) ? `pid:${answer}` : answer;
}

function targetOf({ access, pid }: NodeProcess): string {
  return access.how === 'none' ? `pid:${pid}` : access.target;
}
