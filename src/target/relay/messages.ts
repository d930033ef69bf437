// What is said between a console and its relay: JSON, a message a line.
import type { ErrorCode } from '../../errors.js';
import type { InspectorLoop } from '../../injected/lease/lease-registry.js';
import type { Offers } from '../endpoint.js';
import type { NodeProcess } from '../node-process.js';
import type { ExpectedProcess } from '../reached.js';

/** A process as it is named at the far side; null: the only Node process there is. */
export type FarProcess = { readonly pid: number } | { readonly port: number } | null;

/** What a relay is asked, once. Each kind of question has a relay of its own. */
export type RelayRequest =
  | { readonly ask: 'list' }
  | { readonly ask: 'file'; readonly path: string }
  | { readonly ask: 'port'; readonly port: number }
  /** `pid` null: of the only Node process there is. */
  | { readonly ask: 'process'; readonly pid: number | null; readonly timeoutMs: number };

/** What a relay answers: any number of notices, then one of the others. */
export type RelayAnswer =
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string; readonly hint: string | null }
  /** It was sent for Linux, and is not there. */
  | { readonly kind: 'other-platform' }
  | { readonly kind: 'processes'; readonly processes: readonly NodeProcess[] }
  /** So many bytes of the file follow, and nothing after them. */
  | { readonly kind: 'file'; readonly bytes: number }
  /** What is offered at a port there. The relay waits for a `RelayOrder`. */
  | { readonly kind: 'offers'; readonly offers: Offers }
  | ({ readonly kind: 'reached' } & FarInspector);

/** An inspector that a relay has found or opened. The relay waits for a `RelayOrder`. */
export interface FarInspector {
  /** Its WebSocket debugger URL, as it is valid there. */
  readonly url: string;
  readonly opened: boolean;
  readonly expected: ExpectedProcess | null;
  readonly loop: InspectorLoop | null;
}

/**
 * What a relay that has reached an inspector does next: `connect` makes it a pipe to it, with nothing but bytes from
 * now on. `held` tells that the console has a lease, by a connection of its own, and `done` that this is closed. If its
 * input ends before, it closes what it has opened.
 */
export type RelayOrder = 'connect' | 'held' | 'done';
