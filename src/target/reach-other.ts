import { messageOf, UserError } from '../errors.js';
import { consoleSocketOf } from './console-socket.js';
import { hostPort, inspectorVersion } from './endpoint.js';
import { purposeOfSigusr1 } from './node-options.js';
import type { Access, NodeProcess } from './node-process.js';
import { noProcess, notNode, otherPurpose, ownershipObstacle } from './obstacles.js';
import { awaitOpening, type OpeningWait } from './opening.js';
import { catchesUsr1, listeningSockets, nodeProcesses, type OwnedSocket, type ProcessRow } from './other-platforms.js';
import { connectable, inspectorAt, parseDeclared } from './process.js';
import { isAlive } from './procfs.js';
import type { Reached } from './reached.js';

const LOCAL_TIMEOUT = 1000;
const POLL_EVERY = 100;

/**
 * Finds the inspector of a process on macOS or Windows, or opens it with `process._debugProcess`.
 *
 * Here only the port that its options declare (9229 if none) is asked whether it is an inspector: which of its sockets
 * it is cannot be told from outside. Rejects with a UserError that tells what is in the way.
 */
export async function reachElsewhere(pid: number, wait: OpeningWait): Promise<Reached> {
  const row = (await nodeProcesses()).find((one) => one.pid === pid);
  if (!row) throw isAlive(pid, null) ? notNode(pid, 'by its name') : noProcess(pid);
  const expected = { pid, innerPid: pid, startTicks: null };
  const before = await socketsOf(pid);
  const { port } = parseDeclared(row.command.split(' '));
  const open = await inspectorAt(before.filter((socket) => socket.port === port));
  if (open) return { url: open, opened: false, expected };
  const obstacle = await openingObstacle(row);
  if (obstacle) throw obstacle;
  openInspector(pid);
  const known = new Set(before.map((socket) => socket.port));
  const url = await awaitOpening(pid, POLL_EVERY, wait, async () =>
    inspectorAt((await socketsOf(pid)).filter((socket) => !known.has(socket.port))),
  );
  return { url, opened: true, expected };
}

/** The Node processes of this machine but our own, on macOS and Windows. */
export async function listElsewhere(): Promise<NodeProcess[]> {
  const [rows, sockets] = await Promise.all([nodeProcesses(), listeningSockets()]);
  return Promise.all(
    rows
      .filter(({ pid }) => pid !== process.pid)
      .map(async (row): Promise<NodeProcess> => {
        const { pid, command, ageMs, rssBytes } = row;
        const { port } = parseDeclared(command.split(' '));
        const own = sockets.filter((socket) => socket.pid === pid);
        const { access, version } = await accessOf(
          row,
          own.filter((socket) => socket.port === port),
        );
        const ports = [...new Set(own.map((socket) => socket.port))].filter((each) => each !== port);
        return { pid, command: command.split(' '), version, ageMs, rssBytes, cwd: null, ports, access };
      }),
  );
}

async function accessOf(
  row: ProcessRow,
  candidates: readonly OwnedSocket[],
): Promise<{ access: Access; version: string | null }> {
  if (consoleSocketOf(row.pid) !== null) return { access: { how: 'server', target: `pid:${row.pid}` }, version: null };
  for (const { host, port } of candidates) {
    const address = connectable(host);
    const version = await inspectorVersion(address, port, LOCAL_TIMEOUT);
    if (version) return { access: { how: 'open', target: hostPort(address, port) }, version };
  }
  const obstacle = await openingObstacle(row);
  const access: Access = obstacle
    ? { how: 'none', code: obstacle.code, reason: obstacle.message, hint: obstacle.hint }
    : { how: 'signal', target: `pid:${row.pid}` };
  return { access, version: null };
}

/**
 * Windows has no signal that could end a process that does not expect it: there Node tells when it cannot be opened.
 */
async function openingObstacle({ pid, uid, command }: ProcessRow): Promise<UserError | null> {
  if (process.platform === 'win32') return null;
  const foreign = ownershipObstacle(pid, uid);
  if (foreign) return foreign;
  const purpose = purposeOfSigusr1([command]);
  if (purpose) return otherPurpose(pid, purpose);
  const catches = await catchesUsr1(pid);
  if (catches) return null;
  const what = catches === null ? 'may not catch SIGUSR1 (ps does not tell)' : 'does not catch SIGUSR1';
  return new UserError('no-sigusr1', `process ${pid} ${what}, which would end it`, {
    hint: `so nothing was sent: if you are sure, kill -USR1 ${pid}, then attach to the port that it opens (9229)`,
  });
}

function openInspector(pid: number): void {
  try {
    // Not documented, but what `node inspect -p` uses; on macOS it sends SIGUSR1.
    (process as unknown as { _debugProcess(pid: number): void })._debugProcess(pid);
  } catch (cause) {
    throw new UserError('not-opened', `the inspector of process ${pid} cannot be opened (${messageOf(cause)})`, {
      hint: 'restart it with --inspect',
      cause,
    });
  }
}

async function socketsOf(pid: number): Promise<OwnedSocket[]> {
  return (await listeningSockets()).filter((socket) => socket.pid === pid);
}
