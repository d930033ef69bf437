import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What Linux tells of a process (proc(5)). */
export interface ProcessFacts {
  readonly pid: number;
  /** Its pid as it sees itself: another one than `pid` inside a container. */
  readonly innerPid: number;
  /**
   * When it started, in clock ticks since boot (field 22 of /proc/PID/stat): with the pid, this names one process for
   * good.
   */
  readonly startTicks: string;
  /** One letter: `T` stopped by a signal, `t` by a tracer, `Z` ended but not yet buried. */
  readonly state: string;
  /** The user that it runs as. */
  readonly uid: number;
  /** Whether it has a handler for SIGUSR1, whose default action is death. */
  readonly catchesUsr1: boolean;
  readonly rssBytes: number;
}

const SIGUSR1_BIT = 1n << 9n;
/** USER_HZ, which is 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** The facts of a process, or null where there is none of this pid (a thread's id is no pid, a zombie no process). */
export function processFacts(pid: number): ProcessFacts | null {
  let stat: string;
  let status: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    status = readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return null;
  }
  const field = (name: string): string[] => {
    const line = new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status);
    return line ? line[1].trim().split(/\s+/) : [];
  };
  if (Number(field('Tgid')[0]) !== pid) return null;
  const { state, startTicks } = parseStat(stat);
  if (state === 'Z' || state === 'X') return null;
  return {
    pid,
    innerPid: Number(field('NSpid').at(-1) ?? pid),
    startTicks,
    state,
    uid: Number(field('Uid')[1]),
    catchesUsr1: (BigInt(`0x${field('SigCgt')[0] ?? '0'}`) & SIGUSR1_BIT) !== 0n,
    rssBytes: Number(field('VmRSS')[0] ?? 0) * 1024,
  };
}

/** Whether a process still runs; null as its start time: whatever has its pid now. */
export function isAlive(pid: number, startTicks: string | null): boolean {
  if (startTicks !== null && process.platform === 'linux') return processFacts(pid)?.startTicks === startTicks;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a pid is that of a process which has ended, and whose parent has not yet asked how. */
export function isZombie(pid: number): boolean {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1')).state === 'Z';
  } catch {
    return false;
  }
}

/** The pids of this machine, as far as we may see them. */
export function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The path of a process's executable, or null where we may not know. */
export function executable(pid: number): string | null {
  // An executable that was replaced by an update while the process runs is marked so.
  return link(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? null;
}

/** A process's command line, in parts; empty where it has none or we may not know. */
export function commandLine(pid: number): string[] {
  return nulSeparated(`/proc/${pid}/cmdline`);
}

/** A process's working directory, or null where we may not know. */
export function workingDirectory(pid: number): string | null {
  return link(`/proc/${pid}/cwd`);
}

/** A variable of the environment that a process was started with. */
export function environmentVariable(pid: number, name: string): string | null {
  const entry = nulSeparated(`/proc/${pid}/environ`).find((line) => line.startsWith(`${name}=`));
  return entry ? entry.slice(name.length + 1) : null;
}

/** The workers of a process that is the primary of a cluster (Node's `cluster`), by pid. */
export function clusterWorkers(pid: number): number[] {
  let children = '';
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
  } catch {
    // Gone, or a kernel that does not tell.
  }
  const pids = (children.match(/\d+/g) ?? []).map(Number);
  return pids.filter((child) => environmentVariable(child, 'NODE_UNIQUE_ID') !== null);
}

/** Whether a process has the same network as we: else a loopback port of its is none of ours. */
export function sharesOurNetwork(pid: number): boolean {
  const theirs = link(`/proc/${pid}/ns/net`);
  return theirs === null || theirs === link('/proc/self/ns/net');
}

/** Whether a process sees the same files as we, at the same paths. */
export function sharesOurFiles(pid: number): boolean {
  const theirs = link(`/proc/${pid}/ns/mnt`);
  return theirs !== null && theirs === link('/proc/self/ns/mnt') && link(`/proc/${pid}/root`) === '/';
}

/** How long a process has run, ms. */
export function ageMs({ startTicks }: ProcessFacts): number {
  const uptime = Number.parseFloat(readFileSync('/proc/uptime', 'latin1'));
  return Math.max(0, Math.round(1000 * uptime - (1000 / TICKS_PER_SECOND) * Number(startTicks)));
}

/** State and start time of /proc/PID/stat, whose second field may contain anything. */
export function parseStat(stat: string): { state: string; startTicks: string } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], startTicks: fields[19] };
}

function nulSeparated(path: string): string[] {
  try {
    // A process that has given itself a title leaves the rest of the space empty.
    return readFileSync(path, 'utf8').replace(/\0+$/, '').split('\0');
  } catch {
    return [];
  }
}

/** Where a symbolic link leads; null where that is not to be known. */
export function link(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
