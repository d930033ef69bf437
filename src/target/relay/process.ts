// Finds the inspector of a process, or opens it, and leads there. What was opened is closed here, unless the console
// has a lease on it: even if the console is gone before it opens.
import { type ErrorCode, UserError } from '../../errors.js';
import { listProcesses } from '../processes.js';
import { reachByPid } from '../reach-by-pid.js';
import { inspectorLoop } from '../sockets.js';
import { closeInspector } from './close-inspector.js';
import { leadTo } from './lead-to.js';
import { answer, serveWith } from './serve.js';

void serveWith<'process'>(async ({ pid, timeoutMs }) => {
  const notice = (text: string) => answer({ kind: 'notice', text });
  const { signal } = new AbortController();
  const { url, opened, expected } = await reachByPid(pid ?? (await onlyProcess()), { notice, timeoutMs, signal });
  const loop = process.platform === 'linux' && expected !== null ? inspectorLoop(expected.pid, url) : null;
  answer({ kind: 'reached', url, opened, expected, loop });
  const isHeld = await leadTo(url);
  if (opened && !isHeld) await closeInspector(url);
});

/** The Node process that runs here, if there is one alone that can be reached. */
async function onlyProcess(): Promise<number> {
  const processes = await listProcesses();
  const reachable = processes.filter(({ access }) => access.how !== 'none');
  if (reachable.length === 1) return reachable[0].pid;
  if (reachable.length > 1) {
    const pids = reachable.map(({ pid }) => pid).join(', ');
    throw new UserError('no-target', `several Node processes run there: ${pids}`, { hint: 'name one: …/pid:N' });
  }
  const [{ access } = { access: null }] = processes;
  if (access?.how === 'none') throw new UserError(access.code as ErrorCode, access.reason, { hint: access.hint });
  throw new UserError('no-target', 'no Node process runs there');
}
