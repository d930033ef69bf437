import type { InspectorLoop } from '../injected/lease/lease-registry.js';
import type { LinkState } from '../session/link.js';
import type { Transport } from '../session/transport/transport.js';
import type { Offers } from './endpoint.js';
import type { OpeningGuard } from './opening-guard.js';
import type { FoundPage } from './pages.js';

/** A process as it was seen before we connected; who answers is compared with it. */
export interface ExpectedProcess {
  readonly pid: number;
  /** Its pid as it sees itself, which is another one inside a container. */
  readonly innerPid: number;
  /** When it started, in clock ticks since boot; null where the platform does not tell. */
  readonly startTicks: string | null;
}

/** Where a target can be attached to. */
export interface Reached {
  /** Its WebSocket debugger URL. */
  readonly url: string;
  /** Whether we opened its inspector: then it is ours to close. */
  readonly opened: boolean;
  /** The process that was asked for; null where a port or URL was. */
  readonly expected: ExpectedProcess | null;
  /** The page of a browser that was found in the place of a process. */
  readonly page?: FoundPage;
  /** The name of our hold on the process, where we have taken it before. */
  readonly hold?: string;
  /**
   * Closes what we have opened if we are killed; to be ended when we have a lease. Not there if we have opened nothing.
   */
  readonly guard?: OpeningGuard;
  /** The way to it, where no connection of ours leads there: it runs in a container, or on another machine. */
  readonly route?: Route;
}

/** A way to an inspector through commands that run where it is. */
export interface Route {
  /** Whether the process may be one of this machine all the same, and its pid valid here. */
  readonly isLocal: boolean;
  /** The event loop of the inspector; null where it is not known. */
  readonly loop: InspectorLoop | null;
  /** Connects with the inspector, once. */
  connect(): Promise<Transport>;
  /**
   * Asks by another way, or another connection, whether the inspector is there; `isThere`: whether what is offered
   * there holds what is asked for. Never rejects.
   */
  probe(isThere?: (offers: Offers) => boolean): Promise<LinkState>;
  /** To be called when there is a lease: until then, what was opened is closed at the far side if we are gone. */
  held(): void;
  /**
   * Copies a file from there into a new file here. Not there where it leads to the inspector alone. Rejects with a
   * UserError.
   */
  fetch?(path: string, to: string, signal: AbortSignal): Promise<void>;
  /** Ends all that runs for us, here and there. Never rejects. */
  end(): Promise<void>;
}
