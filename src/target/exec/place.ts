import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { sharesOurNetwork } from '../procfs.js';
import type { FarProcess } from '../relay/messages.js';

/** Where processes run that are reached by commands that run there. */
export interface Place {
  /** As the user named it, such as `docker:app`. */
  readonly name: string;
  /** What runs a command there, when it is appended, and hands stdin and stdout through. */
  readonly command: readonly string[];
  /** Whether `command` joins what is appended, and gives it to a shell there. */
  readonly hasShell: boolean;
  /** Whether it is this machine, seen from another network. */
  readonly isLocal: boolean;
  /** The host, if it is reached by ssh, which can forward connections too. */
  readonly sshHost?: string;
}

/** A place in which any command runs by a prefix. */
export function execPlace(name: string, command: readonly string[]): Place {
  return { name, command, hasShell: basename(command[0]) === 'ssh', isLocal: false };
}

/** Another machine, by the system's ssh, with the user's configuration and agent; `options` come before the host. */
export function sshPlace(host: string, options: readonly string[] = []): Place {
  const command = ['ssh', '-T', '-o', 'BatchMode=yes', ...options, host];
  return { name: `ssh:${host}`, command, hasShell: true, isLocal: false, sshHost: host };
}

/** The network namespace of a process of this machine, where pids and files are ours. Only root may enter it. */
export function networkPlace(pid: number): Place {
  const command = ['nsenter', '--target', String(pid), '--net', '--'];
  return { name: `nsenter:${pid}`, command, hasShell: false, isLocal: true };
}

/** The place of a process that is in another network than we, if we may enter that. */
export function placeOfProcess(pid: number): Place | null {
  const isElsewhere = process.platform === 'linux' && existsSync(`/proc/${pid}`) && !sharesOurNetwork(pid);
  return isElsewhere && process.geteuid?.() === 0 ? networkPlace(pid) : null;
}

/**
 * The Nodes to try there, each with what comes before its options. What a process runs comes last: that it is Node is
 * only likely, and this runs it.
 */
export function nodesOf({ isLocal, hasShell }: Place, target: FarProcess): readonly (readonly string[])[] {
  if (isLocal) return [[process.execPath]];
  if (hasShell) return [['node'], ['sh', '-c', FIND_NODE, 'sh']];
  const pid = target !== null && 'pid' in target ? target.pid : 1;
  // The second is where images of Node without a shell have it, not always on their PATH.
  return [['node'], ['/nodejs/bin/node'], [`/proc/${pid}/exe`]];
}

/** Runs the Node of any process: with nvm, none is on the PATH of a shell that is not interactive. */
const FIND_NODE =
  'for exe in /proc/[0-9]*/exe; do case "$(readlink "$exe" 2>/dev/null)" in */node) exec "$exe" "$@";; esac; done; ' +
  'echo "node: not found" >&2; exit 127';
