import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';
import type { InspectorLoop } from '../injected/lease/lease-registry.js';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import type { Session } from '../session/session.js';

/** The target counts a miss every 3 s: a renewal must come before the fourth. */
const RENEW_EVERY = 4000;
const GOODBYE_PATIENCE = 1000;
const CLOSING_PATIENCE = 1000;

/** Our hold on a target, while anything of ours must live in it. */
export interface Lease {
  /** The name of our object in the target: `globalThis[Symbol.for('leakconsole')].sessions[id]`, which has no prototype. */
  readonly id: string;
  /**
   * Gives the hold back, ends the session, and, when we were the last and the inspector was ours, waits until its port is closed
   * (1 s at most: it stays open as long as another client is attached). A target that does not answer for a second gives up our hold by
   * itself later. Never rejects.
   */
  release(): Promise<void>;
}

/**
 * Takes hold of the target until the lease is released, or until we stop renewing it, by crash or SIGKILL.
 *
 * `opened`: we opened its inspector. `loop`: its inspector's event loop, if known. Renewals never throw. Rejects with a UserError,
 * `no-hold`, where the program has changed its globals so that nothing can be kept there.
 */
export async function acquireLease(
  session: Session,
  { opened, loop }: { opened: boolean; loop: InspectorLoop | null },
): Promise<Lease> {
  const id = randomUUID();
  const join = async (): Promise<boolean> =>
    await callNow(session, await loadEntryNow(session, 'lease'), 'join', id, opened, loop);
  const joined = await join().catch((error: Error) => error);
  if (joined !== true) {
    throw new UserError('no-hold', 'the target’s globals are frozen or changed: nothing of ours can be kept there', {
      hint: 'an inspector that is open from the start (--inspect) can be attached to without',
      cause: joined,
    });
  }
  const renewal = setInterval(() => join().catch(() => {}), RENEW_EVERY);
  renewal.unref();
  session.ended.then(() => clearInterval(renewal));
  return {
    id,
    release: async () => {
      clearInterval(renewal);
      const closing = await Promise.race([leave(session, id, opened), delay(GOODBYE_PATIENCE, false, { ref: false })]);
      await session.close();
      if (closing) await portClosed(new URL(session.url));
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
  const deadline = Date.now() + CLOSING_PATIENCE;
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
