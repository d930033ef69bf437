import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { sharesOurNetwork } from '../procfs.js';

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

/** The Nodes to try there, each with what comes before its options. */
export function nodesOf({ isLocal, hasShell }: Place): readonly (readonly string[])[] {
  if (isLocal) return [[process.execPath]];
  const found = ['sh', '-c', FIND_NODE, 'sh'];
  // The second is where images of Node without a shell have it, not always on their PATH.
  return hasShell ? [['node'], found] : [['node'], ['/nodejs/bin/node'], found];
}

/**
 * Runs the Node of a process that is there: with nvm, none is on the PATH of a shell that is not interactive.
 *
 * Whoever can start a process could make us run a program of theirs in this way. So it must be a file of root's or of
 * the user that we are there, which nobody else may write to, and of the same file system: an image of a container may
 * hold anything, also as root's.
 */
const FIND_NODE = `files() { readlink "$1/ns/mnt" 2>/dev/null && readlink "$1/root" 2>/dev/null; }
ours=$(files /proc/self)
for process in /proc/[0-9]*; do
  exe=$process/exe
  case "$(readlink "$exe" 2>/dev/null)" in */node) ;; *) continue ;; esac
  [ "$(files "$process")" = "$ours" ] || continue
  [ -z "$(find -L "$exe" -prune \\( ! -user 0 ! -user "$(id -u)" -o -perm -020 -o -perm -002 \\) 2>&1)" ] || continue
  exec "$exe" "$@"
done
echo "node: not found" >&2; exit 127`;
