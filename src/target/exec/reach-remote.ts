import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { UserError } from '../../errors.js';
import type { InspectorLoop } from '../../injected/lease/lease-registry.js';
import type { LinkState } from '../../session/link.js';
import type { Transport } from '../../session/transport/transport.js';
import { WebSocketTransport } from '../../session/transport/websocket.js';
import { writeNewFile } from '../copy-file.js';
import type { Offers } from '../endpoint.js';
import type { OpeningWait } from '../opening.js';
import { probeInspector } from '../probe-link.js';
import { reachOffered } from '../reach-offered.js';
import type { Reached, Route } from '../reached.js';
import type { Place } from './place.js';
import { type Relay, runRelay } from './run-relay.js';
import { SshMaster } from './ssh-master.js';

/** How long a relay may take to tell whether an inspector is there, ms: it may have to be connected with first. */
const PROBE_TIMEOUT = 15_000;

/**
 * Finds the inspector of a process at a place, or opens it, with a relay that runs there; `pid` null: of the only Node
 * process there is. Rejects with a UserError.
 */
export async function reachRemoteProcess(place: Place, pid: number | null, wait: OpeningWait): Promise<Reached> {
  const { timeoutMs, notice, signal } = wait;
  return await withSsh(place, async (ssh) => {
    const request = { ask: 'process', pid, timeoutMs } as const;
    const relay = await runRelay<'process'>(ssh?.master ?? place, request, { notice, signal });
    const { url, opened, expected, loop } = relay.answer;
    return { url, opened, expected, route: new RelayRoute(place, relay, ssh, url, loop) };
  });
}

/**
 * Finds what is meant at a port of a place: an inspector, or a page, which a word may name (see `reachOffered`).
 * Rejects with a UserError.
 */
export async function reachRemotePort(
  place: Place,
  port: number,
  page: string | undefined,
  { notice, signal }: OpeningWait,
): Promise<Reached> {
  return await withSsh(place, async (ssh) => {
    const relay = await runRelay<'port'>(ssh?.master ?? place, { ask: 'port', port }, { notice, signal });
    try {
      const { offers } = relay.answer;
      const reached = await reachOffered({ ...offers, name: portAt(place, port) }, page);
      return { ...reached, route: new RelayRoute(place, relay, ssh, reached.url, null) };
    } catch (error) {
      await relay.end();
      throw error;
    }
  });
}

/** What a user calls a port of a place. */
function portAt({ name }: Place, port: number): string {
  return name.startsWith('exec:') ? `${name} -- ${port}` : `${name}/${port}`;
}

/** Does what needs a connection of ssh, if the place is reached by that; it stays if it is needed. */
async function withSsh(place: Place, reach: (ssh: SshMaster | null) => Promise<Reached>): Promise<Reached> {
  const ssh = place.sshHost === undefined ? null : await SshMaster.prepare(place.sshHost);
  try {
    return await reach(ssh);
  } catch (error) {
    await ssh?.end();
    throw error;
  }
}

/** The way by a relay; with ssh, by a socket that it forwards, if the host permits that. */
class RelayRoute implements Route {
  readonly isLocal: boolean;
  readonly loop: InspectorLoop | null;
  readonly #place: Place;
  readonly #relay: Relay;
  readonly #ssh: SshMaster | null;
  /** The WebSocket debugger URL, as it is valid there. */
  readonly #url: string;
  /** The socket that ssh forwards to the inspector; null without ssh, or where the host forbids it. */
  #forwarded: string | null = null;

  constructor(place: Place, relay: Relay, ssh: SshMaster | null, url: string, loop: InspectorLoop | null) {
    this.isLocal = place.isLocal;
    this.loop = loop;
    this.#place = place;
    this.#relay = relay;
    this.#ssh = ssh;
    this.#url = url;
  }

  async connect(): Promise<Transport> {
    const { name } = this.#place;
    const socket = await this.#ssh?.forward(Number(new URL(this.#url).port));
    if (socket) {
      const transport = await WebSocketTransport.connect(this.#url, { way: connect(socket), name }).catch(() => null);
      // A host may refuse what is forwarded only when it is connected.
      if (transport) this.#forwarded = socket;
      if (transport) return transport;
    }
    return await WebSocketTransport.connect(this.#url, { way: this.#relay.connect(), name });
  }

  async probe(isThere?: (offers: Offers) => boolean): Promise<LinkState> {
    const { hostname: host, port } = new URL(this.#url);
    if (this.#forwarded && !isThere) return await probeInspector({ socketPath: this.#forwarded, host });
    const options = { notice: () => {}, signal: AbortSignal.timeout(PROBE_TIMEOUT) };
    try {
      const request = { ask: 'port', port: Number(port) } as const;
      const relay = await runRelay<'port'>(this.#ssh?.place ?? this.#place, request, options);
      await relay.end();
      return (isThere?.(relay.answer.offers) ?? true) ? 'answers' : 'refuses';
    } catch (error) {
      return (error as UserError).code === 'nothing-listens' ? 'refuses' : 'silent';
    }
  }

  held(): void {
    if (this.#forwarded) this.#relay.order('held');
  }

  async fetch(path: string, to: string, signal: AbortSignal): Promise<void> {
    const options = { notice: () => {}, signal };
    const relay = await runRelay<'file'>(this.#ssh?.place ?? this.#place, { ask: 'file', path }, options);
    try {
      if ((await writeNewFile(relay.output, to, signal)) === relay.answer.bytes) return;
    } finally {
      await relay.end();
    }
    await rm(to);
    throw new UserError('unreachable', `${path} did not arrive whole from ${this.#place.name}`, { hint: 'try again' });
  }

  async end(): Promise<void> {
    if (this.#forwarded) this.#relay.order('done');
    await this.#relay.end();
    await this.#ssh?.end();
  }
}
