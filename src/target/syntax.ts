import { existsSync } from 'node:fs';
import { ExitCode, UserError } from '../errors.js';
import { parseRemote } from './exec/parse-remote.js';
import type { Place } from './exec/place.js';
import type { FarProcess } from './relay/messages.js';

/**
 * What a user named: where an inspector listens, its URL, a process of this machine or of another place, the socket of
 * a console server, all processes of a service, or a heap snapshot file.
 */
export type TargetName = LiveTargetName | GroupName | { readonly kind: 'file'; readonly path: string };

/**
 * A process, and which of its worker threads is meant: its thread id, or a part of its name; or a browser, and which of
 * its pages: the beginning of its id, or a part of its title or URL.
 */
export type LiveTargetName = ProcessName & { readonly worker?: string; readonly page?: string };

/** All processes of a service: the workers of a cluster, or those that PM2 runs under a name. */
export type GroupName =
  | { readonly kind: 'cluster'; readonly pid: number }
  | { readonly kind: 'pm2'; readonly name: string };

type ProcessName =
  | { readonly kind: 'port'; readonly host: string; readonly port: number }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'remote'; readonly place: Place; readonly process: FarProcess };

const LOOPBACK = '127.0.0.1';

/** A path may hold `/page:` too. */
const PAGE = /^([^/]+|(?:exec|docker|podman|kubectl|nsenter|ssh):.+?)\/page:(.*)$/is;

/**
 * Reads a target as it is typed: `9229`, `host:9229`, `[::1]:9229`, `ws://…/uuid`, `pid:1234`, `unix:PATH`,
 * `docker:app/pid:1` and what else `parseRemote` reads, each with `/worker:4`; those at a port with `/page:TITLE`;
 * `cluster:1234`, `pm2:NAME`; or a heap snapshot: what ends in .heapsnapshot(.gz), has a path separator, or is none of the others and
 * names what exists. An IPv6 host comes back without its brackets.
 *
 * Throws a UserError of exit code 2 for anything else.
 */
export function parseTarget(text: string): TargetName {
  const inWorker = /^(.+)\/worker:([^/]*)$/i.exec(text);
  if (inWorker) {
    const [, whole, worker] = inWorker;
    const name = parseTarget(whole);
    if (!isLive(name) || worker === '') throw badTarget(text, 'names no worker thread of a process');
    return { ...name, worker };
  }
  const [, browser, page] = PAGE.exec(text) ?? [];
  if (browser !== undefined) {
    const name = parseTarget(browser);
    if (!isPort(name) || page === '') throw badTarget(text, 'names no page at a port of a browser');
    return { ...name, page };
  }
  if (/\.heapsnapshot(\.gz)?$/i.test(text)) return { kind: 'file', path: text };
  if (/^wss?:\/\//i.test(text)) {
    if (!URL.canParse(text)) throw badTarget(text, 'is no URL');
    return { kind: 'url', url: text };
  }
  const [, path] = /^unix:(.+)$/is.exec(text) ?? [];
  if (path !== undefined) return { kind: 'unix', path };
  const remote = parseRemote(text);
  if (remote === 'malformed') throw badTarget(text, 'is no target');
  if (remote) return { kind: 'remote', ...remote };
  const pid = /^pid:(.*)$/i.exec(text);
  if (pid) return { kind: 'pid', pid: positive(pid[1], text, 2 ** 31 - 1, 'pid') };
  const cluster = /^cluster:(.*)$/i.exec(text);
  if (cluster) return { kind: 'cluster', pid: positive(cluster[1], text, 2 ** 31 - 1, 'pid') };
  const pm2 = /^pm2:(.+)$/i.exec(text);
  if (pm2) return { kind: 'pm2', name: pm2[1] };
  if (/[/\\]/.test(text) && !/^\w+:\/\//.test(text)) return { kind: 'file', path: text };
  if (!/^(?:.*:)?\d+$/.test(text) && existsSync(text)) return { kind: 'file', path: text };
  const port = /^(?:(?:\[([\da-f:.%]+)\]|([^\s:/[\]]+)):)?([^\s:/[\]]+)$/i.exec(text);
  if (!port) throw badTarget(text, 'is no target');
  const [, ipv6, name, digits] = port;
  // A lone word is more likely a mistake in the command line than a port.
  if (!ipv6 && !name && !/^-?\d/.test(digits)) throw badTarget(text, 'is no target');
  return { kind: 'port', host: ipv6 ?? name ?? LOOPBACK, port: positive(digits, text, 65535, 'port') };
}

/**
 * Reads a place that processes are listed at: a target as `docker:app` or `ssh:host` names it, without a process.
 * Throws a UserError of exit code 2 for anything else.
 */
export function parsePlace(text: string): Place {
  const remote = parseRemote(text);
  if (remote !== null && remote !== 'malformed' && (remote.process === null || remote.place.isLocal))
    return remote.place;
  throw new UserError('bad-target', `“${text}” is no place to list processes at`, {
    hint:
      'a place is ssh:HOST, docker:NAME, podman:NAME, kubectl:[NAMESPACE/]POD[/CONTAINER], nsenter:PID or ' +
      'exec:COMMAND…; without one, this machine is listed',
    exitCode: ExitCode.usage,
  });
}

/** Whether a target is what listens at a port, of this machine or of another place. */
export function isPort(name: TargetName): name is LiveTargetName {
  return name.kind === 'port' || (name.kind === 'remote' && name.process !== null && 'port' in name.process);
}

/** Whether a target is one process. */
export function isLive(name: TargetName): name is LiveTargetName {
  return name.kind !== 'file' && name.kind !== 'cluster' && name.kind !== 'pm2';
}

function positive(digits: string, text: string, most: number, what: string): number {
  const value = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  if (!(value >= 1 && value <= most)) throw badTarget(text, `has no ${what} from 1 to ${most}`);
  return value;
}

function badTarget(text: string, what: string): UserError {
  return new UserError('bad-target', `“${text}” ${what}`, {
    hint:
      'a target is a port (9229), host:9229, ws://…/uuid, pid:1234, cluster:1234, pm2:NAME, unix:PATH, docker:NAME, ' +
      'ssh:HOST/pid:1234 (more in `leakconsole help`) or a heap snapshot file that exists',
    exitCode: ExitCode.usage,
  });
}
