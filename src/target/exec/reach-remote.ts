import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { UserError } from '../../errors.js';
import type { InspectorLoop } from '../../injected/lease/lease-registry.js';
import type { LinkState } from '../../session/link.js';
import type { Transport } from '../../session/transport/transport.js';
import { WebSocketTransport } from '../../session/transport/websocket.js';
import { writeNewFile } from '../copy-file.js';
import type { OpeningWait } from '../opening.js';
import { probeInspector } from '../probe-link.js';
import type { Reached, Route } from '../reached.js';
import type { FarInspector, FarProcess } from '../relay/messages.js';
import type { Place } from './place.js';
import { type Relay, runRelay } from './run-relay.js';
import { SshMaster } from './ssh-master.js';

/** How long a relay may take to tell whether an inspector is there, ms: it may have to be connected with first. */
const PROBE_TIMEOUT = 15_000;

/** Finds the inspector of a process at a place, or opens it, with a relay that runs there. Rejects with a UserError. */
export async function reachRemote(place: Place, process: FarProcess, wait: OpeningWait): Promise<Reached> {
  const { timeoutMs, notice, signal } = wait;
  const ssh = place.sshHost === undefined ? null : await SshMaster.prepare(place.sshHost);
  try {
    const request = { ask: 'reach', process, timeoutMs } as const;
    const relay = await runRelay<'reach'>(ssh?.master ?? place, request, { notice, signal });
    const { url, opened, expected } = relay.answer;
    return { url, opened, expected, route: new RelayRoute(place, relay, ssh) };
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
  readonly #relay: Relay<{ kind: 'reached' } & FarInspector>;
  readonly #ssh: SshMaster | null;
  /** The socket that ssh forwards to the inspector; null without ssh, or where the host forbids it. */
  #forwarded: string | null = null;

  constructor(place: Place, relay: Relay<{ kind: 'reached' } & FarInspector>, ssh: SshMaster | null) {
    this.isLocal = place.isLocal;
    this.loop = relay.answer.loop;
    this.#place = place;
    this.#relay = relay;
    this.#ssh = ssh;
  }

  async connect(): Promise<Transport> {
    const { url } = this.#relay.answer;
    const { name } = this.#place;
    const socket = await this.#ssh?.forward(Number(new URL(url).port));
    if (socket) {
      const transport = await WebSocketTransport.connect(url, { way: connect(socket), name }).catch(() => null);
      // A host may refuse what is forwarded only when it is connected.
      if (transport) this.#forwarded = socket;
      if (transport) return transport;
    }
    return await WebSocketTransport.connect(url, { way: this.#relay.connect(), name });
  }

  async probe(): Promise<LinkState> {
    const { hostname, port } = new URL(this.#relay.answer.url);
    if (this.#forwarded) return await probeInspector({ socketPath: this.#forwarded, host: hostname });
    const request = { ask: 'reach', process: { port: Number(port) }, timeoutMs: PROBE_TIMEOUT } as const;
    const options = { notice: () => {}, signal: AbortSignal.timeout(PROBE_TIMEOUT) };
    try {
      const relay = await runRelay<'reach'>(this.#ssh?.place ?? this.#place, request, options);
      await relay.end();
      return 'answers';
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
