import { get } from 'node:http';
import { isIP } from 'node:net';
import { messageOf, PS_HINT, UserError } from '../errors.js';

/** How long an inspector may take to answer, ms: it answers from a thread of its own, however busy the target is. */
const ANSWER_TIMEOUT = 3000;
/** An inspector's answers are a few hundred bytes; what sends more is none. */
const MOST_BYTES = 1 << 20;

/** What to do where a browser is asked for a Node process. */
export const PAGE_HINT =
  'its pages are attached to by its remote debugging port, on this machine: 9222 or 9222/page:TITLE. ' +
  'The main process of Electron is one of Node: start it with --inspect';

/** Why Bun is not attached to; `name`: what answers so. */
export function isBun(name: string): UserError {
  return new UserError('not-supported', `${name} is Bun, whose inspector speaks another protocol (WebKit’s)`, {
    hint: 'leakconsole attaches to Node 18 and later, and to Deno; for Bun there is debug.bun.sh',
  });
}

/** What can be debugged at an address: all that is in it is the other side's word. */
export interface Offers {
  /** An IP address, which an inspector wants in the place of a host name. */
  readonly address: string;
  readonly port: number;
  readonly entries: readonly OfferedEntry[];
  /** What leads there from here, where that is not its address, such as `ssh:host/9222`. */
  readonly name?: string;
  /** What offers it, such as `Chrome/156.0.8078.108`; null where that is not told. Not there where it was not asked. */
  readonly product?: string | null;
}

/** What leads to the place of some offers. */
export function placeOfOffers({ name, address, port }: Offers): string {
  return name ?? hostPort(address, port);
}

/** What `/json/list` says of one thing that can be debugged. */
export interface OfferedEntry {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly title?: unknown;
  readonly url?: unknown;
  readonly webSocketDebuggerUrl?: unknown;
}

/**
 * Asks what listens at a host and port for its WebSocket debugger URL, with an IP address in it: an inspector refuses
 * host names.
 *
 * Rejects with a UserError: `nothing-listens`, `unreachable`, `not-an-inspector`, or `no-target` (an inspector, but
 * none of a Node process).
 */
export async function inspectorUrl(host: string, port: number, timeoutMs: number = ANSWER_TIMEOUT): Promise<string> {
  return runtimeUrl(await readOffers(host, port, timeoutMs));
}

/** Asks what can be debugged at a host and port. Rejects as `inspectorUrl` does, but for `no-target`. */
export async function readOffers(host: string, port: number, timeoutMs: number = ANSWER_TIMEOUT): Promise<Offers> {
  const failures: unknown[] = [];
  for (const address of await addressesOf(host)) {
    try {
      const list = await getJson(address, port, '/json/list', timeoutMs);
      if (!Array.isArray(list)) throw notAnInspector(address, port, 'its answer to /json/list is no list');
      const entries = list.filter((entry) => typeof entry === 'object' && entry !== null);
      return { address, port, entries };
    } catch (error) {
      failures.push(error);
    }
  }
  // `localhost` may have two addresses: that nothing listens at one is not what is wrong at the other.
  const failure = failures.find((error) => (error as UserError).code !== 'nothing-listens') ?? failures[0];
  const isOther = failure instanceof UserError && failure.code === 'not-an-inspector';
  throw isOther && (await inspectorProduct(host, port, timeoutMs)) === 'Bun' ? isBun(hostPort(host, port)) : failure;
}

/** The Node version that an inspector tells, such as `v22.1.0`; null where what listens is no inspector. */
export async function inspectorVersion(host: string, port: number, timeoutMs: number): Promise<string | null> {
  const version = /^node\.js\/(v\d[\w.+-]*)$/.exec((await inspectorProduct(host, port, timeoutMs)) ?? '');
  return version?.[1] ?? null;
}

/** What an inspector is part of, such as `node.js/v22.1.0`, `Chrome/156.0.8078.108` or `Bun`; null for none. */
export async function inspectorProduct(
  host: string,
  port: number,
  timeoutMs: number = ANSWER_TIMEOUT,
): Promise<string | null> {
  try {
    const answer = (await getJson(host, port, '/json/version', timeoutMs)) as { Browser?: unknown } | null;
    return typeof answer?.Browser === 'string' ? answer.Browser : null;
  } catch {
    return null;
  }
}

/** A host and port as they are written in a URL. */
export function hostPort(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The IP addresses of a host. Rejects with a UserError, `unreachable`, where it has none. */
export async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host)) return [host];
  try {
    const { lookup } = await import('node:dns/promises');
    const found = await lookup(host, { all: true });
    return found.map(({ address }) => address);
  } catch (cause) {
    throw new UserError('unreachable', `there is no host “${host}” (${messageOf(cause)})`, { hint: PS_HINT, cause });
  }
}

/** The WebSocket debugger URL of the Node or Deno process among offers. Throws a UserError, `no-target`. */
export function runtimeUrl(offers: Offers): string {
  const { entries } = offers;
  const entry = entries.find(isRuntime);
  if (entry) return urlFrom(offers, entry);
  const types = [...new Set(entries.map(({ type }) => String(type)))].join(', ') || 'nothing';
  throw new UserError('no-target', `the inspector at ${placeOfOffers(offers)} offers no Node process (but ${types})`, {
    hint: entries.some(({ type }) => type === 'page') ? PAGE_HINT : PS_HINT,
  });
}

/**
 * The WebSocket debugger URL of one of some offers, from here: behind a tunnel the inspector knows another address of
 * its own.
 */
export function urlFrom({ address, port }: Offers, { webSocketDebuggerUrl }: OfferedEntry): string {
  return `ws://${hostPort(address, port)}${new URL(String(webSocketDebuggerUrl)).pathname}`;
}

/** Whether what is offered is a process of Node or Deno. */
export function isRuntime({ type, webSocketDebuggerUrl }: OfferedEntry): boolean {
  return (type === 'node' || type === 'deno') && isUrl(webSocketDebuggerUrl);
}

/** Whether a word of the other side is a URL. */
export function isUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value);
}

function getJson(host: string, port: number, path: string, timeoutMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const at = hostPort(host, port);
    let connected = false;
    const request = get({ host, port, path, agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MOST_BYTES) response.destroy(notAnInspector(host, port, 'its answer is too long'));
      });
      response.on('error', (error) => reject(failure(error, host, port)));
      response.on('end', () => {
        if (response.statusCode !== 200) {
          return reject(notAnInspector(host, port, `it answers ${path} with status ${response.statusCode}`));
        }
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString()));
        } catch (cause) {
          reject(notAnInspector(host, port, `its answer to ${path} is no JSON`, cause));
        }
      });
    });
    request.on('socket', (socket) => socket.on('connect', () => (connected = true)));
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') {
        reject(new UserError('nothing-listens', `nothing listens at ${at}`, { hint: PS_HINT, cause: error }));
      } else if (!connected) {
        const why = error.name === 'AbortError' ? `no answer in ${timeoutMs / 1000} s` : messageOf(error);
        reject(new UserError('unreachable', `${at} cannot be reached (${why})`, { hint: PS_HINT, cause: error }));
      } else {
        reject(failure(error, host, port));
      }
    });
  });
}

function failure(error: NodeJS.ErrnoException, host: string, port: number): UserError {
  if (error instanceof UserError) return error;
  if (error.name === 'AbortError') return notAnInspector(host, port, 'it does not answer', error);
  if (error.code?.startsWith('HPE_')) return notAnInspector(host, port, 'it does not speak HTTP', error);
  return notAnInspector(host, port, `it hangs up (${messageOf(error)})`, error);
}

function notAnInspector(host: string, port: number, why: string, cause?: unknown): UserError {
  return new UserError('not-an-inspector', `what listens at ${hostPort(host, port)} is no inspector: ${why}`, {
    hint: PS_HINT,
    cause,
  });
}
