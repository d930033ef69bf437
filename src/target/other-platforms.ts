import { execFile } from 'node:child_process';
import { constants } from 'node:os';
import { posix, win32 } from 'node:path';
import { isNodeName } from './process.js';

/** A process as the process lists of macOS and Windows show it. */
export interface ProcessRow {
  readonly pid: number;
  /** Null on Windows, which knows no such number. */
  readonly uid: number | null;
  readonly rssBytes: number;
  readonly ageMs: number;
  /** Its command line as one text: where one argument ends and the next begins is not told. */
  readonly command: string;
}

/** A TCP socket that listens, and whose it is. */
export interface OwnedSocket {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
}

const isWindows = process.platform === 'win32';

/** The Node processes of this machine. Empty where the platform's own tools do not answer. */
export async function nodeProcesses(): Promise<ProcessRow[]> {
  const rows = isWindows
    ? parseWindowsProcesses(await powershell(WINDOWS_PROCESSES))
    : parsePs(await output('ps', ['-axww', '-o', 'pid=,uid=,rss=,etime=,args=']));
  return rows.filter(({ command }) => isNodeName(programOf(command)));
}

/** All TCP sockets that listen on this machine. Empty where the platform's own tools do not answer. */
export async function listeningSockets(): Promise<OwnedSocket[]> {
  if (isWindows) return parseWindowsSockets(await powershell(WINDOWS_SOCKETS));
  return parseLsof(await output('lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpn']));
}

/**
 * Whether a process has a handler for SIGUSR1; null where `ps` does not tell (`ps` of macOS may not know the keyword).
 */
export async function catchesUsr1(pid: number): Promise<boolean | null> {
  const mask = (await output('ps', ['-o', 'caught=', '-p', String(pid)])).trim();
  if (!/^[\da-f]+$/i.test(mask)) return null;
  return (BigInt(`0x${mask}`) & (1n << BigInt(constants.signals.SIGUSR1 - 1))) !== 0n;
}

/** The rows of `ps -o pid=,uid=,rss=,etime=,args=`. */
export function parsePs(text: string): ProcessRow[] {
  return [...text.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+([\d:-]+)\s+(.*)$/gm)].map(
    ([, pid, uid, rss, elapsed, command]) => ({
      pid: Number(pid),
      uid: Number(uid),
      rssBytes: Number(rss) * 1024,
      ageMs: parseElapsed(elapsed),
      command,
    }),
  );
}

/** The sockets of `lsof -Fpn`: a line `p1234` for a process, then a line `n127.0.0.1:9229` for each of its sockets. */
export function parseLsof(text: string): OwnedSocket[] {
  const sockets: OwnedSocket[] = [];
  let pid = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    const name = /^n(.*):(\d+)$/.exec(line);
    if (name) sockets.push({ pid, host: plainHost(name[1]), port: Number(name[2]) });
  }
  return sockets;
}

const WINDOWS_PROCESSES =
  'Get-CimInstance Win32_Process -Filter "Name LIKE \'node%\'" | ' +
  'Select-Object ProcessId, CommandLine, ExecutablePath, WorkingSetSize, ' +
  "@{n='AgeMs';e={[long]((Get-Date) - $_.CreationDate).TotalMilliseconds}} | ConvertTo-Json -Compress";

/** What `WINDOWS_PROCESSES` prints: nothing, one object, or a list. */
export function parseWindowsProcesses(text: string): ProcessRow[] {
  return jsonRows(text).map((row) => ({
    pid: Number(row.ProcessId),
    uid: null,
    rssBytes: Number(row.WorkingSetSize),
    ageMs: Number(row.AgeMs),
    // The command line of another user's process is hidden.
    command: String(row.CommandLine ?? row.ExecutablePath ?? 'node.exe'),
  }));
}

const WINDOWS_SOCKETS =
  'Get-NetTCPConnection -State Listen | Select-Object OwningProcess, LocalAddress, LocalPort | ConvertTo-Json -Compress';

/** What `WINDOWS_SOCKETS` prints. */
export function parseWindowsSockets(text: string): OwnedSocket[] {
  return jsonRows(text).map((row) => ({
    pid: Number(row.OwningProcess),
    host: plainHost(String(row.LocalAddress)),
    port: Number(row.LocalPort),
  }));
}

/** The file name of the program that a command line starts, without `.exe`. */
function programOf(command: string): string {
  const program = /^"([^"]*)"|^\S+/.exec(command);
  const path = program?.[1] ?? program?.[0] ?? '';
  return isWindows ? win32.basename(path).replace(/\.exe$/i, '') : posix.basename(path);
}

/** `[[dd-]hh:]mm:ss` in ms. */
function parseElapsed(text: string): number {
  const [days, clock] = text.includes('-') ? text.split('-') : ['0', text];
  const seconds = clock.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
  return 1000 * (86_400 * Number(days) + seconds);
}

function plainHost(host: string): string {
  return host === '*' ? '0.0.0.0' : host.replace(/^\[|\]$/g, '');
}

function jsonRows(text: string): Record<string, unknown>[] {
  if (text.trim() === '') return [];
  const value: unknown = JSON.parse(text);
  return (Array.isArray(value) ? value : [value]) as Record<string, unknown>[];
}

function powershell(script: string): Promise<string> {
  return output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
}

/** What a tool of the platform prints; nothing where it is not there. */
function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 1 << 26, windowsHide: true }, (_error, stdout) => resolve(stdout));
  });
}
