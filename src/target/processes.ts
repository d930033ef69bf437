import { basename } from 'node:path';
import { hostPort, inspectorVersion } from './endpoint.js';
import { connectable, isNodeName, openingObstacle, reachObstacle } from './process.js';
import {
  ageMs,
  allPids,
  commandLine,
  executable,
  inspectorSockets,
  type ProcessFacts,
  processFacts,
  socketOwner,
} from './procfs.js';
import { type Answers, versionOfBinary } from './version.js';

/** How a process can be attached to: `target` is what to give to `leakconsole attach`. */
export type Access =
  | { readonly how: 'open'; readonly target: string }
  | { readonly how: 'signal'; readonly target: string }
  | { readonly how: 'none'; readonly code: string; readonly reason: string; readonly hint: string | null };

/** A Node process of this machine. */
export interface NodeProcess {
  readonly pid: number;
  readonly command: readonly string[];
  /** Such as `v22.1.0`; null where it cannot be told without running something that we do not trust. */
  readonly version: string | null;
  readonly ageMs: number;
  readonly rssBytes: number;
  readonly access: Access;
}

/** An inspector of this machine answers at once, however busy its process is, unless the whole machine is. */
const PATIENCE = 1000;

/** The Node processes of this machine but our own, the oldest first. None of them is signalled, nor its service asked anything. */
export async function listProcesses(): Promise<NodeProcess[]> {
  const owners = new Map<string, number | null>();
  const ownerOf = (inode: string): number | null => {
    if (!owners.has(inode)) owners.set(inode, socketOwner(inode));
    return owners.get(inode)!;
  };
  const answers: Answers = new Map();
  const found = allPids()
    .filter((pid) => pid !== process.pid && looksLikeNode(pid))
    .map((pid) => processFacts(pid))
    .filter((facts) => facts !== null);
  const described = await Promise.all(found.map((facts) => describe(facts, ownerOf, answers)));
  return described.sort((a, b) => b.ageMs - a.ageMs || a.pid - b.pid);
}

/** Another user's process shows its command line, but not its executable. */
function looksLikeNode(pid: number): boolean {
  const path = executable(pid) ?? commandLine(pid).at(0);
  return path !== undefined && isNodeName(basename(path));
}

async function describe(facts: ProcessFacts, ownerOf: typeof socketOwner, answers: Answers): Promise<NodeProcess> {
  const { pid, rssBytes } = facts;
  const { access, version } = await accessOf(facts, ownerOf);
  return {
    pid,
    command: commandLine(pid),
    version: version ?? (await versionOfBinary(pid, answers)),
    ageMs: ageMs(facts),
    rssBytes,
    access,
  };
}

async function accessOf(
  facts: ProcessFacts,
  ownerOf: typeof socketOwner,
): Promise<{ access: Access; version: string | null }> {
  const obstacle = reachObstacle(facts);
  if (!obstacle) {
    for (const { host, port } of inspectorSockets(facts.pid)) {
      const address = connectable(host);
      const version = await inspectorVersion(address, port, PATIENCE);
      if (version) return { access: { how: 'open', target: hostPort(address, port) }, version };
    }
  }
  const reason = obstacle ?? openingObstacle(facts, ownerOf);
  const access: Access = reason
    ? { how: 'none', code: reason.code, reason: reason.message, hint: reason.hint }
    : { how: 'signal', target: `pid:${facts.pid}` };
  return { access, version: null };
}
