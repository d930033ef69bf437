import { setTimeout as delay } from 'node:timers/promises';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import type { Session } from '../session/session.js';

/** How long the target may take to answer, ms; it may be busy, and does it later. */
const PATIENCE = 1000;

/** Lets the target close its inspector a moment later, when we have left. Never rejects. */
export async function closeInspector(session: Session): Promise<void> {
  const asked = loadEntryNow(session, 'lease')
    .then((lease) => callNow(session, lease, 'closeSoon'))
    .catch(() => {});
  await Promise.race([asked, delay(PATIENCE, undefined, { ref: false })]);
}
