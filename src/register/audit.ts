import { constants, openSync, writeSync } from 'node:fs';

/** What is written down, with the time and the number of the session. */
export type AuditEvent =
  | { readonly event: 'opened'; readonly user: string; readonly pid: number }
  | { readonly event: 'closed' }
  /** `reason`: why a connection was ended, or a message refused. */
  | { readonly event: 'denied'; readonly reason: string }
  /** What the user of a session has asked for, as their console tells it. */
  | { readonly event: 'command'; readonly command: string; readonly args: unknown }
  /** What a read-only server has evaluated, as the console has rewritten it. */
  | { readonly event: 'evaluate'; readonly code: string };

/** Writes down what an event of a session was. Throws if it cannot. */
export type Audit = (session: number, event: AuditEvent) => void;

/** The longest line, characters: what is asked for may be a whole program. */
const MOST = 4000;

/**
 * Appends a line of JSON to a file for each event; null: nothing is written. Throws an Error if the file cannot be
 * opened.
 */
export function openAudit(path: string | null): Audit {
  if (path === null) return () => {};
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0 } = constants;
  const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  return (session, event) => {
    const origin = { at: new Date().toISOString(), service: process.pid, session };
    const line = JSON.stringify({ ...origin, ...event });
    const short =
      line.length <= MOST ? line : JSON.stringify({ ...origin, event: event.event, cut: line.slice(0, MOST) });
    writeSync(file, `${short}\n`);
  };
}
