import { callNow } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import type { Isolate } from '../isolate.js';

/** How much a thread has done so far, as the number of its asynchronous resources; null where that is not known. */
export async function readActivity({ session }: Isolate): Promise<number | null> {
  return await callNow(session, await loadEntry(session, 'walk'), 'countAsyncResources');
}
