import type { FarProcess } from '../relay/messages.js';
import { execPlace, networkPlace, type Place, sshPlace } from './place.js';

/** A process, or all of them, at a place that commands lead to. */
export interface Remote {
  readonly place: Place;
  readonly process: FarProcess;
}

/** `/pid:N` or `/PORT` at the end of a name. */
const PROCESS = /^(.*?)(?:\/(?:pid:(\d+)|(\d+)))?$/s;
/** A name that no program takes for an option. */
const NAME = /^[^-/\s][^/\s]*$/;

/**
 * Reads `exec:CMD… -- pid:N|PORT`, and its abbreviations `docker:NAME`, `podman:NAME`,
 * `kubectl:[NAMESPACE/]POD[/CONTAINER]`, `nsenter:PID` and `ssh:[USER@]HOST`, each with `/pid:N` or `/PORT`, or
 * without where only one Node process runs there. Null for what is none of these.
 */
export function parseRemote(text: string): Remote | 'malformed' | null {
  const [, kind, rest] = /^(exec|docker|podman|kubectl|nsenter|ssh):(.*)$/s.exec(text) ?? [];
  if (kind === undefined) return null;
  if (kind === 'exec') return parseExec(rest);
  const [, name, pid, port] = PROCESS.exec(rest)!;
  const process = farProcess(pid, port);
  const place = placeOf(kind, name);
  if (place === null || process === 'malformed') return 'malformed';
  return { place, process: kind === 'nsenter' ? (process ?? { pid: Number(name) }) : process };
}

function placeOf(kind: string, name: string): Place | null {
  if (kind === 'kubectl') return podPlace(name);
  if (!NAME.test(name)) return null;
  if (kind === 'ssh') return sshPlace(name);
  if (kind === 'nsenter') return /^[1-9]\d*$/.test(name) ? networkPlace(Number(name)) : null;
  // Options of Node that are meant for the service may break the relay.
  return execPlace(`${kind}:${name}`, [kind, 'exec', '-i', '-e', 'NODE_OPTIONS=', name]);
}

function podPlace(name: string): Place | null {
  const parts = name.split('/');
  if (parts.length > 3 || !parts.every((part) => NAME.test(part))) return null;
  const namespace = parts.length > 1 ? ['-n', parts[0]] : [];
  const [pod, ...container] = parts.slice(namespace.length > 0 ? 1 : 0);
  const options = [...namespace, pod, ...container.flatMap((each) => ['-c', each])];
  return execPlace(`kubectl:${name}`, ['kubectl', 'exec', '-i', ...options, '--']);
}

function parseExec(rest: string): Remote | 'malformed' {
  const [, prefix, pid, port] = /^(.*?)(?:\s+--\s+(?:pid:(\d+)|(\d+)))?\s*$/s.exec(rest)!;
  const command = [...prefix.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare,
  );
  const process = farProcess(pid, port);
  if (command.length === 0 || process === 'malformed') return 'malformed';
  return { place: execPlace(`exec:${prefix.trim()}`, command), process };
}

function farProcess(pid: string | undefined, port: string | undefined): FarProcess | 'malformed' {
  if (pid !== undefined) return Number(pid) >= 1 && Number(pid) < 2 ** 31 ? { pid: Number(pid) } : 'malformed';
  if (port !== undefined) return Number(port) >= 1 && Number(port) <= 65535 ? { port: Number(port) } : 'malformed';
  return null;
}
