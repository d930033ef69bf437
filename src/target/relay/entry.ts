// The far side of `exec:` and its abbreviations, bundled to one source (scripts/bundle-relay.mjs) that a console sends
// to a Node binary there. It does what a console does with a process of its own machine, and is then a pipe to the
// inspector that it has reached. It ends with its input.
import { createReadStream, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, messageOf, UserError } from '../../errors.js';
import { inspectorUrl } from '../endpoint.js';
import type { OpeningWait } from '../opening.js';
import { listProcesses } from '../processes.js';
import { reachByPid } from '../reach-by-pid.js';
import type { Reached } from '../reached.js';
import { inspectorLoop } from '../sockets.js';
import { closeInspector } from './close-inspector.js';
import type { FarProcess, RelayAnswer, RelayOrder, RelayRequest } from './messages.js';
import { pipeToInspector } from './pipe.js';
import { readLine } from './read-line.js';

const { stdin, stdout } = process;

/** How long a connection that leads past us may still be needed when the console is gone, ms (see `linger`). */
const LINGER = 2000;

function answer(message: RelayAnswer): void {
  stdout.write(`${JSON.stringify(message)}\n`);
}

async function serve(request: RelayRequest): Promise<void> {
  switch (request.ask) {
    case 'list':
      answer({ kind: 'processes', processes: await listProcesses() });
      break;
    case 'file':
      answer({ kind: 'file', bytes: statSync(request.path).size });
      createReadStream(request.path).pipe(stdout);
      break;
    case 'reach':
      await serveInspector(request);
  }
}

/**
 * Reaches an inspector and connects the console with it. What was opened is closed here, unless the console has a lease
 * on it: even if the console is gone before it opens.
 */
async function serveInspector({ process, timeoutMs }: Extract<RelayRequest, { ask: 'reach' }>): Promise<void> {
  const order = readLine(stdin) as Promise<RelayOrder | null>;
  const notice = (text: string) => answer({ kind: 'notice', text });
  const reached = await reachHere(process, { notice, timeoutMs, signal: new AbortController().signal });
  const { url, opened, expected } = reached;
  const loop = expected === null || globalThis.process.platform !== 'linux' ? null : inspectorLoop(expected.pid, url);
  answer({ kind: 'reached', url, opened, expected, loop });
  let isHeld = false;
  if ((await order) === 'connect') {
    isHeld = await pipeToInspector(url, stdin, stdout);
    stdout.end();
  } else if ((await order) === 'held') {
    isHeld = true;
    if ((await readLine(stdin)) === null) await delay(LINGER);
  }
  if (opened && !isHeld) await closeInspector(url);
}

async function reachHere(process: FarProcess, wait: OpeningWait): Promise<Reached> {
  if (process === null) return await reachByPid(await onlyProcess(), wait);
  if ('pid' in process) return await reachByPid(process.pid, wait);
  return { url: await inspectorUrl('127.0.0.1', process.port), opened: false, expected: null };
}

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

async function main(): Promise<void> {
  // Whoever reads it may be gone.
  stdout.on('error', () => {});
  const request = await readLine(stdin);
  if (request === null) return;
  try {
    await serve(JSON.parse(request) as RelayRequest);
  } catch (error) {
    const { code, hint } = error instanceof UserError ? error : { code: 'unreachable' as const, hint: null };
    answer({ kind: 'error', code, message: messageOf(error), hint });
  } finally {
    stdin.destroy();
  }
}

void main();
