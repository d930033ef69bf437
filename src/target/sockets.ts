// The sockets and event loops of processes, as Linux tells of them (proc(5)).
import { readdirSync, readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import type { InspectorLoop } from '../injected/lease/lease-registry.js';
import { allPids, link } from './procfs.js';

/** A TCP socket that listens. */
export interface ListeningSocket {
  readonly host: string;
  readonly port: number;
  /** The user that it belongs to. */
  readonly uid: number;
  readonly inode: string;
}

const LISTEN = '0A';

/** Whether a process holds a socket. */
export function holdsSocket(pid: number, inode: string): boolean {
  return [...descriptors(pid).values()].includes(`socket:[${inode}]`);
}

/** The sockets that listen in a network, as they are when they are first asked for: reading them takes up to 10 ms. */
export interface Network {
  listeners(): readonly ListeningSocket[];
  /** The pid of the process that holds a socket, or null where we may not know. */
  ownerOf(socket: ListeningSocket): number | null;
}

/** The network of a process, with the sockets of all processes in it. */
export function networkOf(pid: number | 'self'): Network {
  const owners = new Map<string, number | null>();
  let listeners: readonly ListeningSocket[] | null = null;
  return {
    listeners: () => {
      listeners ??= [...readTcp(`/proc/${pid}/net/tcp`), ...readTcp(`/proc/${pid}/net/tcp6`)];
      return listeners;
    },
    ownerOf: ({ inode }) => {
      const known = owners.get(inode);
      if (known !== undefined) return known;
      const owner = allPids().find((one) => [...descriptors(one).values()].includes(`socket:[${inode}]`)) ?? null;
      owners.set(inode, owner);
      return owner;
    },
  };
}

/**
 * The sockets of a Node process at which its inspector may listen: those of an event loop that is not its main one. The
 * inspector has a loop of its own, and so has each worker, whose sockets must not be asked who they are: a service may
 * fail of it.
 */
export function laterSockets(pid: number, network: Network = networkOf(pid)): ListeningSocket[] {
  const links = descriptors(pid);
  return socketsOf(pid, links, laterLoops(links), network);
}

/**
 * The sockets at which the inspector of a Node process listens, if it is open: of those of `laterSockets` the one at
 * the port that the process declares for it. If that is any (0), those of the first loop, which is the inspector's if
 * the process was started with it; else where there is only one.
 */
export function inspectorSockets(
  pid: number,
  declared: { readonly port: number; readonly fromStart: boolean },
  network: Network = networkOf(pid),
): ListeningSocket[] {
  const links = descriptors(pid);
  const loops = laterLoops(links);
  if (declared.port > 0) return socketsOf(pid, links, loops, network).filter(({ port }) => port === declared.port);
  const isTold = loops !== null && (declared.fromStart || loops.length === 1);
  return isTold ? socketsOf(pid, links, loops.slice(0, 1), network) : [];
}

/** The sockets at which a process listens. */
export function listeningSockets(pid: number, network: Network): ListeningSocket[] {
  return socketsOf(pid, descriptors(pid), null, network);
}

/** The TCP ports at which a process listens, in ascending order. */
export function listeningPorts(pid: number, network: Network): number[] {
  const ports = listeningSockets(pid, network).map(({ port }) => port);
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** The sockets that some event loops listen at; of all of the process, where its loops are not to be told. */
function socketsOf(
  pid: number,
  links: ReadonlyMap<number, string>,
  loops: readonly number[] | null,
  network: Network,
): ListeningSocket[] {
  const candidates = loops === null ? links.keys() : loops.flatMap((loop) => polled(pid, loop));
  const inodes = new Set<string>();
  for (const descriptor of candidates) {
    const inode = socketInode(links.get(descriptor));
    if (inode) inodes.add(inode);
  }
  return inodes.size === 0 ? [] : network.listeners().filter(({ inode }) => inodes.has(inode));
}

/** The event loop of a process's inspector, whose WebSocket URL is given; null where it cannot be told. */
export function inspectorLoop(pid: number, url: string): InspectorLoop | null {
  const port = Number(new URL(url).port);
  const links = descriptors(pid);
  const listeners = networkOf(pid).listeners();
  const listening = new Set(listeners.map(({ inode }) => inode));
  const atPort = new Set(listeners.filter((socket) => socket.port === port).map(({ inode }) => inode));
  for (const epoll of laterLoops(links) ?? []) {
    const inodes = polled(pid, epoll).map((descriptor) => socketInode(links.get(descriptor)));
    if (!inodes.some((inode) => inode && atPort.has(inode))) continue;
    return { epoll, atRest: inodes.filter((inode) => !inode || listening.has(inode)).length };
  }
  return null;
}

/**
 * The event loops (epoll descriptors) of a Node process that are later than its main one, or null if these are not to
 * be told.
 *
 * Node 18 to 26 make their loops in this order: for tracing, for V8's delayed tasks, the main one, and later those of
 * the inspector and of workers (NodePlatform and InitializeOncePerProcess in Node's src); descriptors are numbered as
 * they are made.
 */
function laterLoops(links: ReadonlyMap<number, string>): number[] | null {
  const loops = [...links.keys()]
    .filter((descriptor) => links.get(descriptor) === 'anon_inode:[eventpoll]')
    .sort((a, b) => a - b);
  return loops.length < 3 ? null : loops.slice(3);
}

function socketInode(link: string | undefined): string | null {
  return /^socket:\[(\d+)\]$/.exec(link ?? '')?.[1] ?? null;
}

/** The descriptors that an epoll descriptor polls. */
function polled(pid: number, epoll: number): number[] {
  try {
    const info = readFileSync(`/proc/${pid}/fdinfo/${epoll}`, 'latin1');
    return [...info.matchAll(/^tfd:\s*(\d+)/gm)].map(([, descriptor]) => Number(descriptor));
  } catch {
    return [];
  }
}

function descriptors(pid: number): Map<number, string> {
  const found = new Map<number, string>();
  let names: string[] = [];
  try {
    names = readdirSync(`/proc/${pid}/fd`);
  } catch {
    // Not ours, or gone: then it has none for us.
  }
  for (const name of names) {
    const target = link(`/proc/${pid}/fd/${name}`);
    if (target !== null) found.set(Number(name), target);
  }
  return found;
}

function readTcp(path: string): ListeningSocket[] {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN)
    .map(([, local, , , , , , uid, , inode]) => {
      const [address, port] = local.split(':');
      return { host: parseAddress(address), port: Number.parseInt(port, 16), uid: Number(uid), inode };
    });
}

/** An address as /proc/net/tcp writes it: words of 32 bits, each in the machine's byte order. */
function parseAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (endianness() === 'LE') bytes.swap32();
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16)).join(':');
  // The URL parser knows how an IPv6 address is shortened.
  return new URL(`http://[${groups}]`).hostname.slice(1, -1);
}
