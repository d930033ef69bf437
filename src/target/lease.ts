import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import type { Session } from '../session/session.js';

/** The clock of a lease. */
export interface LeaseClock {
  /**
   * How often the target looks whether its consoles have renewed their leases, ms. After four looks without, a console
   * is gone.
   */
  readonly tickMs: number;
  /** How often a console renews its lease, ms. */
  readonly renewEveryMs: number;
}

/** A console that was killed is forgotten within 15 s. */
export const LEASE_CLOCK: LeaseClock = { tickMs: 3000, renewEveryMs: 4000 };

/** How long the target may take to let go of us, ms. */
const GOODBYE_TIMEOUT = 1000;
/** How long its port may take to close, ms. */
const CLOSING_TIMEOUT = 1000;

/**
 * Our hold on a target, while anything of ours must live in it: it ends when we release it, or no longer renew it
 * (crash, SIGKILL).
 */
export interface Lease {
  /**
   * The name of our object in the target: `globalThis[Symbol.for('leakconsole')].sessions[id]`, which has no prototype.
   */
  readonly id: string;
  /**
   * Gives the hold back and ends the session. If we were the last and a console has opened the inspector, waits until
   * its port is closed (1 s at most: it stays open as long as another client is attached). A target that does not
   * answer within a second gives up our hold by itself later. Never rejects.
   */
  release(): Promise<void>;
}

/**
 * Renews a hold that was taken, until it is released or the session ends. `renew` must never reject. `url`: where the
 * inspector listens; null where that is not to be seen from here.
 */
export function keepLease(
  session: Session,
  {
    id,
    url,
    opened,
    renewEveryMs,
  }: { id: string; url: string | null; opened: boolean } & Pick<LeaseClock, 'renewEveryMs'>,
  renew: () => Promise<void>,
): Lease {
  const renewal = setInterval(renew, renewEveryMs);
  renewal.unref();
  session.ended.then(() => clearInterval(renewal));
  return {
    id,
    release: async () => {
      clearInterval(renewal);
      const closing = await Promise.race([leave(session, id, opened), delay(GOODBYE_TIMEOUT, false, { ref: false })]);
      await session.close();
      if (closing && url !== null) await portClosed(new URL(url));
    },
  };
}

/** Tells whether the inspector is about to be closed. */
async function leave(session: Session, id: string, opened: boolean): Promise<boolean> {
  // While an inspector is open, V8 keeps what the program prints to its console, and with it the objects.
  if (opened) await session.send('Runtime.discardConsoleEntries').catch(() => {});
  return await loadEntryNow(session, 'lease')
    .then((lease) => callNow(session, lease, 'leave', id))
    .catch(() => false);
}

async function portClosed({ hostname, port }: URL): Promise<void> {
  const deadline = Date.now() + CLOSING_TIMEOUT;
  // Each look is a connection too, and the target closes when it sees none: so not too often.
  do await delay(25);
  while ((await accepts(hostname.replace(/^\[|\]$/g, ''), Number(port))) && Date.now() < deadline);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.on('connect', () => settle(true)).on('error', () => settle(false));
  });
}
