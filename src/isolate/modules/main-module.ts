import { callNow } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import type { Session } from '../../session/session.js';

/** The `file:` URLs that the target's main module may have, the likeliest first. */
export async function mainUrls(session: Session): Promise<string[]> {
  return await callNow(session, await loadEntry(session, 'modules'), 'mainUrls');
}
