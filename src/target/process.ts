import { basename } from 'node:path';
import { messageOf, UserError } from '../errors.js';
import { inspectorUrl } from './endpoint.js';
import { adviseDeaf, optionWords, purposeOfSigusr1 } from './node-options.js';
import { hasEnded, noProcess, notNode, otherPurpose, ownershipObstacle } from './obstacles.js';
import { awaitOpening, type OpeningWait } from './opening.js';
import type { guardOpening } from './opening-guard.js';
import {
  clusterWorkers,
  environmentVariable,
  executable,
  isZombie,
  type ProcessFacts,
  processFacts,
  sharesOurNetwork,
} from './procfs.js';
import type { Reached } from './reached.js';
import { inspectorSockets, type ListeningSocket, laterSockets, networkOf } from './sockets.js';

const POLL_EVERY = 15;
const LOCAL_TIMEOUT = 1000;
/** What a flag declares is an inspector, however long the machine takes, ms. */
const DECLARED_TIMEOUT = 10_000;

/**
 * Finds the inspector of a process on Linux, or opens it with SIGUSR1, guarded by `guard`. Rejects with a UserError
 * that tells what is in the way.
 */
export async function reachProcess(pid: number, wait: OpeningWait, guard?: typeof guardOpening): Promise<Reached> {
  const facts = processFacts(pid);
  if (!facts) throw isZombie(pid) ? hasEnded(pid) : noProcess(pid);
  const unreachable = reachObstacle(facts);
  if (unreachable) throw unreachable;
  const declared = declaredInspector(pid);
  const open = await inspectorAt(
    inspectorSockets(pid, declared),
    declared.fromStart ? DECLARED_TIMEOUT : LOCAL_TIMEOUT,
  );
  if (open) return { url: open, opened: false, expected: facts };
  const obstacle = openingObstacle(facts);
  if (obstacle) throw obstacle;
  return await openInspector(facts, wait, guard);
}

/** What keeps us from a process, whether its inspector is open or not; null if nothing does. */
export function reachObstacle({ pid, uid, state }: ProcessFacts): UserError | null {
  const foreign = ownershipObstacle(pid, uid);
  if (foreign) return foreign;
  const path = executable(pid);
  const name = path === null ? null : basename(path);
  if (!isNodeName(name)) return notNode(pid, name ?? 'what it runs is hidden');
  if (!sharesOurNetwork(pid)) {
    return new UserError('other-network', `process ${pid} is in another network namespace (a container)`, {
      hint: `root may enter it: sudo leakconsole attach pid:${pid}; else attach by the container’s name: docker:NAME`,
    });
  }
  if (state === 'T' || state === 't') {
    return new UserError('stopped', `process ${pid} is stopped (by SIGSTOP, or in a debugger)`, {
      hint: `let it go on: kill -CONT ${pid}`,
    });
  }
  return null;
}

/** What keeps us from opening the inspector of a process by SIGUSR1; null if nothing does. */
export function openingObstacle({ pid, catchesUsr1 }: ProcessFacts, network = networkOf(pid)): UserError | null {
  const words = optionWords(pid);
  if (!catchesUsr1) {
    // The default action of the signal is death: so it is not sent.
    return new UserError('no-sigusr1', `process ${pid} does not catch SIGUSR1, which would end it`, {
      hint: adviseDeaf(words),
    });
  }
  const purpose = purposeOfSigusr1(words);
  if (purpose) return otherPurpose(pid, purpose);
  const { host, port } = declaredInspector(pid);
  if (host !== null && !isLoopback(host)) {
    return new UserError('not-loopback', `process ${pid} would open its inspector at ${host}, for other machines too`, {
      hint: 'whoever reaches it controls the process: restart it without that host in --inspect-port',
    });
  }
  const [worker] = clusterWorkers(pid);
  if (worker !== undefined) {
    return new UserError(
      'cluster',
      `process ${pid} is the primary of a cluster: SIGUSR1 would open its workers too, for good`,
      {
        hint:
          `attach to all of its workers, cluster:${pid}, or to one, such as pid:${worker}; ` +
          'to the primary when it is started with --inspect',
      },
    );
  }
  const taken = network.listeners().find((socket) => socket.port === port && blocksLoopback(socket.host));
  if (taken) {
    const owner = network.ownerOf(taken);
    const whose = owner === null ? `a process of uid ${taken.uid}` : `process ${owner}`;
    const isClusterWorker = environmentVariable(pid, 'NODE_UNIQUE_ID') !== null;
    // Node gives the workers of a cluster the ports after that of the primary: after port 0 none is valid, and all
    // workers die.
    const restart = isClusterWorker
      ? 'restart its cluster with --inspect-port=9700'
      : `restart process ${pid} with --inspect-port=0`;
    return new UserError('port-taken', `process ${pid} would open port ${port}, which belongs to ${whose}`, {
      hint: `if a leakconsole has opened it there, leave that one first; else free the port, or ${restart}`,
    });
  }
  return null;
}

/** The URL of the first of some sockets where an inspector answers. */
export async function inspectorAt(
  sockets: readonly Pick<ListeningSocket, 'host' | 'port'>[],
  timeoutMs: number = LOCAL_TIMEOUT,
): Promise<string | null> {
  for (const { host, port } of sockets) {
    const url = await inspectorUrl(connectable(host), port, timeoutMs).catch(() => null);
    if (url) return url;
  }
  return null;
}

/** The address that leads to a socket which listens at `host`, from the same machine. */
export function connectable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** Sends SIGUSR1 and waits for the inspector. */
async function openInspector(
  facts: ProcessFacts,
  wait: OpeningWait,
  guardOpened?: typeof guardOpening,
): Promise<Reached> {
  const { pid } = facts;
  const before = laterSockets(pid).map(({ inode }) => inode);
  wait.signal.throwIfAborted();
  // The pid may have gone to another process since we looked.
  if (!isStill(facts)) throw noProcess(pid);
  const guard = guardOpened?.(facts, before);
  signal(pid);
  const url = await awaitOpening(pid, POLL_EVERY, wait, async () => {
    if (!isStill(facts)) throw new UserError('target-gone', `process ${pid} ended while its inspector was opened`);
    return await newInspector(pid, before);
  });
  return { url, opened: true, expected: facts, guard };
}

/** The WebSocket URL of the inspector of a process, if it has opened it since it had the sockets `before` (inodes). */
export async function newInspector(pid: number, before: readonly string[]): Promise<string | null> {
  return await inspectorAt(laterSockets(pid).filter(({ inode }) => !before.includes(inode)));
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGUSR1');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ESRCH') throw noProcess(pid);
    throw new UserError('not-ours', `process ${pid} may not be signalled (${messageOf(cause)})`, {
      hint: 'run leakconsole as its user',
      cause,
    });
  }
}

function isStill({ pid, startTicks }: ProcessFacts): boolean {
  return processFacts(pid)?.startTicks === startTicks;
}

/** Where a Node process opens its inspector, as its command line and NODE_OPTIONS tell. */
export function declaredInspector(pid: number): DeclaredInspector {
  return parseDeclared(optionWords(pid));
}

/** What the options of a process say of its inspector. */
export interface DeclaredInspector {
  /** Null: loopback. */
  readonly host: string | null;
  /** 0: any. */
  readonly port: number;
  /** Whether it is open from the start of the process on. */
  readonly fromStart: boolean;
}

/** What the options of a Node process declare for its inspector; without any, it opens at port 9229 of loopback. */
export function parseDeclared(parts: readonly string[]): DeclaredInspector {
  const options = parts
    .map((part) => /^--(inspect(?:-brk|-wait)?|inspect-port|debug-port)(?:=(?:(.*):)?(\d+|[^:]+))?$/.exec(part))
    .filter((match) => match !== null);
  const last = options.filter(([, , , place]) => place !== undefined).at(-1);
  const [, , host, place] = last ?? [];
  const isPort = place !== undefined && /^\d+$/.test(place);
  return {
    host: host ?? (isPort ? null : (place ?? null)),
    port: isPort ? Number(place) : 9229,
    fromStart: options.some(([, name]) => name !== 'inspect-port' && name !== 'debug-port'),
  };
}

function blocksLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '0.0.0.0' || host === '::';
}

/** Whether a host, as an option names it, is this machine alone. */
function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
}

/** Whether an executable's file name is one under which Node is installed: node, nodejs, node-22, node22.1. */
export function isNodeName(name: string | null): boolean {
  return name !== null && /^node(js)?[-.\d]*$/.test(name);
}
