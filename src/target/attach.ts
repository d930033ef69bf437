import { existsSync } from 'node:fs';
import { UserError } from '../errors.js';
import type { ProcessDescription } from '../injected/process/describe-process.js';
import { type WaitOptions, waitForTarget, withTimeout } from '../isolate/wait-for-target.js';
import type { Page } from '../page/page.js';
import { keyPathOf } from '../register/console-files.js';
import { badMessage } from '../session/bad-message.js';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import { type LinkProbe, watchLink } from '../session/link.js';
import { Session } from '../session/session.js';
import { TargetGone } from '../session/target-gone.js';
import { ConsoleServerTransport } from '../session/transport/console-server.js';
import { attachToPage } from './attach-page.js';
import { consoleSocketOf } from './console-socket.js';
import { refusalOf } from './foreign-runtime.js';
import { type Hold, holdProcess } from './hold.js';
import { probeInspector } from './probe-link.js';
import { isAlive, processFacts } from './procfs.js';
import { reach } from './reach.js';
import { reachSocket } from './reach-socket.js';
import type { Reached, Route } from './reached.js';
import type { LiveTargetName } from './syntax.js';
import { type AttachOptions, TargetProcess } from './target-process.js';

/** Attaches to a process, or a page, as the user named it. Rejects with a UserError that says what is in the way. */
export async function attach(
  name: LiveTargetName,
  options: AttachOptions,
  wait: WaitOptions,
): Promise<TargetProcess | Page> {
  const { worker } = name;
  if (name.kind === 'unix') {
    // The key of a console server lies beside its socket, except where nobody has come yet. What answers in HTTP is an
    // inspector.
    const reached = existsSync(keyPathOf(name.path)) ? null : await reachSocket(name.path);
    if (reached) return await attachAt(reached, options, wait, worker);
    return await attachToConsoleServer(name.path, options, wait, worker);
  }
  const socket = name.kind === 'pid' ? consoleSocketOf(name.pid) : null;
  if (socket !== null) return await attachToConsoleServer(socket, options, wait, worker);
  const reached = await reach(name, { ...wait, timeoutMs: options.timeoutMs });
  if (reached.page) return await attachToPage(await connectTo(reached), reached.page, reached.route ?? null, options);
  return await attachAt(reached, options, wait, worker);
}

/**
 * Attaches to a process, where a page is no answer. Rejects as `attach` does, and with `not-node` where it is a page.
 */
export async function attachToProcess(...args: Parameters<typeof attach>): Promise<TargetProcess> {
  const attached = await attach(...args);
  if (attached.kind === 'process') return attached;
  await attached.detach();
  throw new UserError('not-node', `${attached.name} is a page of a browser, and no process of Node`, {
    hint: 'attach to it anew to look at it',
  });
}

/**
 * Attaches to the same process again, when the connection to it was lost. Rejects with a UserError: `target-gone` where
 * another process answers, else what is in the way, which may be in the way for a while only.
 */
export async function reattach(
  lost: TargetProcess,
  name: LiveTargetName,
  options: AttachOptions,
  wait: WaitOptions,
): Promise<TargetProcess> {
  const found = await attachToProcess(name, options, wait);
  if (found.pid === lost.pid && found.startTicks === lost.startTicks) return found;
  await found.detach();
  throw new TargetGone();
}

/** Attaches to an inspector that was reached; `worker`: to that worker thread of the process (see `pickWorker`). */
export async function attachAt(
  reached: Reached,
  options: AttachOptions,
  wait: WaitOptions,
  worker?: string,
): Promise<TargetProcess> {
  const session = await connectTo(reached);
  session.probe = probeOf(reached);
  watchLink(session);
  const takeHold = async () => {
    const hold = await holdProcess(session, reached);
    session.probe = probeOf(reached, hold);
    reached.guard?.end();
    reached.route?.held();
    return hold;
  };
  try {
    return await attachOver(session, { takeHold, route: reached.route ?? null, worker }, options, wait);
  } catch (error) {
    await reached.route?.end();
    throw error;
  }
}

/**
 * Attaches to the console server that a service has opened itself. Nothing in it is ours to close, so there is no
 * lease.
 */
async function attachToConsoleServer(
  socket: string,
  options: AttachOptions,
  wait: WaitOptions,
  worker: string | undefined,
): Promise<TargetProcess> {
  const { transport, welcome } = await ConsoleServerTransport.connect(socket);
  // A socket may lead to another machine: it is this one's if the process listens there.
  const localPid = consoleSocketOf(welcome.pid) === socket ? welcome.pid : null;
  const startTicks = localPid === null ? null : (processFacts(localPid)?.startTicks ?? null);
  const hold: Hold = { localPid, startTicks, lease: null, isUnexplained: false };
  const readOnly = options.readOnly || welcome.readOnlyVersion !== null;
  const way: Way = { takeHold: async () => hold, route: null, worker };
  return await attachOver(new Session(transport), way, { ...options, readOnly }, wait);
}

/**
 * How a process was reached: how we take our hold on it, the way there if it is not one of this machine, and which
 * worker is meant.
 */
interface Way {
  takeHold(): Promise<Hold>;
  readonly route: Route | null;
  readonly worker: string | undefined;
}

async function attachOver(
  session: Session,
  way: Way,
  options: AttachOptions,
  wait: WaitOptions,
): Promise<TargetProcess> {
  if (options.sourceMaps) {
    session.findOriginal = async (...place) =>
      await (await import('../isolate/open-places.js')).findOriginal(way.route === null, ...place);
  }
  try {
    return await withTimeout(options.timeoutMs, wait, (inner) => attachSession(session, way, options, inner));
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function connectTo({ url, route }: Reached): Promise<Session> {
  if (!route) return await Session.connect(url);
  try {
    return new Session(await route.connect());
  } catch (error) {
    await route.end();
    throw error;
  }
}

/** What asks whether an inspector is there; a process of this machine need not be asked whether it is gone. */
function probeOf({ url, route }: Reached, hold?: Hold): LinkProbe | null {
  const { protocol, hostname, port } = new URL(url);
  if (protocol === 'wss:') return null;
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
  return async () => {
    if (hold && hold.localPid !== null && !isAlive(hold.localPid, hold.startTicks)) return 'refuses';
    return await (route ? route.probe() : probeInspector(address));
  };
}

async function attachSession(
  session: Session,
  { takeHold, route, worker }: Way,
  options: AttachOptions,
  wait: WaitOptions,
): Promise<TargetProcess> {
  const hold = await waitForTarget(session, takeHold(), wait);
  const { lease, isUnexplained } = hold;
  try {
    if (isUnexplained) wait.notice(lease ? WILL_BE_CLOSED : STAYS_OPEN);
    await waitForTarget(session, session.leaveWhenTargetEnds(), wait);
    const description = await waitForTarget(session, describe(session), wait);
    if (!isDescription(description)) throw badMessage(session.name, 'an answer that no process of Node gives');
    const refusal = refusalOf(session, description.runtime);
    if (refusal) throw refusal;
    const process = new TargetProcess(session, { ...hold, description, route }, options);
    await process.open(wait, worker);
    return process;
  } catch (error) {
    await lease?.release();
    throw error;
  }
}

async function describe(session: Session): Promise<ProcessDescription> {
  return await callNow(session, await loadEntryNow(session, 'process'), 'describe');
}

/** Whoever pretends to be a process of Node may answer anything. */
function isDescription(answer: Partial<ProcessDescription> | null | undefined): answer is ProcessDescription {
  return typeof answer?.pid === 'number' && typeof answer.title === 'string' && Array.isArray(answer.argv);
}

const UNEXPLAINED =
  'the inspector was open, though no flag of the process opens it: ' +
  'perhaps a leakconsole was killed before it could close it';
const WILL_BE_CLOSED = `${UNEXPLAINED}. It is closed when this console leaves`;
const STAYS_OPEN = `${UNEXPLAINED}. It stays open: nothing of ours can be kept in a process whose globals are frozen`;
