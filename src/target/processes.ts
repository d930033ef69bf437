import { basename } from 'node:path';
import { consoleSocketOf } from './console-socket.js';
import { hostPort, inspectorVersion } from './endpoint.js';
import { placeOfProcess } from './exec/place.js';
import type { Access, NodeProcess } from './node-process.js';
import { connectable, declaredInspector, isNodeName, openingObstacle, reachObstacle } from './process.js';
import {
  ageMs,
  allPids,
  commandLine,
  executable,
  type ProcessFacts,
  processFacts,
  workingDirectory,
} from './procfs.js';
import { listElsewhere } from './reach-other.js';
import { inspectorSockets, type ListeningSocket, listeningPorts, networkOf } from './sockets.js';
import { type Answers, versionOfBinary } from './version.js';

/** An inspector of this machine answers within a few ms, however busy its process is, unless the machine is. */
const ANSWER_TIMEOUT = 1000;

/**
 * The Node processes of this machine but our own, the oldest first. None of them is signalled, nor its service asked
 * anything.
 */
export async function listProcesses(): Promise<NodeProcess[]> {
  const processes = process.platform === 'linux' ? await listOnLinux() : await listElsewhere();
  return processes.sort((a, b) => b.ageMs - a.ageMs || a.pid - b.pid);
}

async function listOnLinux(): Promise<NodeProcess[]> {
  // What blocks us comes first, and then what waits for answers: else we would look away while they come.
  // The one that we are in: processes in others are out of reach.
  const network = networkOf('self');
  const found = allPids()
    .filter((pid) => pid !== process.pid && looksLikeNode(pid))
    .map((pid) => processFacts(pid))
    .filter((facts) => facts !== null)
    .map((facts) => {
      const obstacle = reachObstacle(facts);
      return {
        facts,
        obstacle,
        sockets: obstacle ? [] : inspectorSockets(facts.pid, declaredInspector(facts.pid), network),
      };
    });
  const inspectors = await Promise.all(found.map(({ sockets }) => firstInspector(sockets)));

  const accesses = found.map(({ facts, obstacle }, index): Access => {
    if (consoleSocketOf(facts.pid) !== null) return { how: 'server', target: `pid:${facts.pid}` };
    const inspector = inspectors[index];
    if (inspector) return { how: 'open', target: inspector.target };
    if (obstacle?.code === 'other-network' && placeOfProcess(facts.pid)) return accessInItsNetwork(facts);
    const reason = obstacle ?? openingObstacle(facts, network);
    if (reason) return { how: 'none', code: reason.code, reason: reason.message, hint: reason.hint };
    return { how: 'signal', target: `pid:${facts.pid}` };
  });

  const answers: Answers = new Map();
  const processes = found.map(async ({ facts, sockets }, index): Promise<NodeProcess> => {
    const { pid, rssBytes } = facts;
    const version = inspectors[index]?.version ?? (await versionOfBinary(pid, answers));
    const inspectorPorts = new Set(sockets.map(({ port }) => port));
    const ports = listeningPorts(pid, network).filter((port) => !inspectorPorts.has(port));
    return {
      pid,
      command: commandLine(pid),
      version,
      ageMs: ageMs(facts),
      rssBytes,
      cwd: workingDirectory(pid),
      ports,
      access: accesses[index],
    };
  });
  return Promise.all(processes);
}

/** How a process can be reached in another network, which we may enter; nothing is asked there. */
function accessInItsNetwork(facts: ProcessFacts): Access {
  const target = `pid:${facts.pid}`;
  const network = networkOf(facts.pid);
  if (inspectorSockets(facts.pid, declaredInspector(facts.pid), network).length > 0) return { how: 'open', target };
  const reason = openingObstacle(facts, network);
  return reason
    ? { how: 'none', code: reason.code, reason: reason.message, hint: reason.hint }
    : { how: 'signal', target };
}

/** Another user's process shows its command line, but not its executable. */
function looksLikeNode(pid: number): boolean {
  const path = executable(pid) ?? commandLine(pid).at(0);
  return path !== undefined && isNodeName(basename(path));
}

async function firstInspector(
  sockets: readonly ListeningSocket[],
): Promise<{ target: string; version: string } | null> {
  for (const { host, port } of sockets) {
    const address = connectable(host);
    const version = await inspectorVersion(address, port, ANSWER_TIMEOUT);
    if (version) return { target: hostPort(address, port), version };
  }
  return null;
}
