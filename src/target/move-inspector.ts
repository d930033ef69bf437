import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import { Session } from '../session/session.js';
import { holdProcess } from './hold.js';
import { awaitOpening, type OpeningWait } from './opening.js';
import { newInspector } from './process.js';
import type { Reached } from './reached.js';
import { laterSockets } from './sockets.js';

const POLL_EVERY = 15;

/**
 * Moves the inspector that we have opened in a process to any port that is free: without options, all processes of a
 * cluster want the same. We keep our hold on the process meanwhile, which gives it back if we are killed.
 */
export async function moveInspector(reached: Reached, wait: OpeningWait): Promise<Reached> {
  const { pid } = reached.expected!;
  const before = laterSockets(pid).map(({ inode }) => inode);
  const session = await Session.connect(reached.url);
  let hold: string;
  try {
    const { lease } = await holdProcess(session, reached);
    hold = lease!.id;
    await callNow(session, await loadEntryNow(session, 'lease'), 'moveInspector');
  } finally {
    // It moves when nobody is attached.
    await session.close();
  }
  const url = await awaitOpening(pid, POLL_EVERY, wait, () => newInspector(pid, before));
  return { ...reached, url, hold };
}
