import type { Session } from './session.js';

let groups = 0;

/**
 * Does some work with an object group of its own: all that the work holds in the target by it is let go of when it
 * ends, however it ends. Rejects with what the work rejects with.
 */
export async function withGroup<T>(
  session: Session,
  purpose: string,
  work: (objectGroup: string) => Promise<T>,
): Promise<T> {
  const objectGroup = newGroup(purpose);
  let result: T;
  try {
    result = await work(objectGroup);
  } catch (error) {
    // Not awaited: the work may have failed because the target does not answer.
    void releaseGroup(session, objectGroup);
    throw error;
  }
  // Awaited: the answer to the next command would have to wait for the acknowledgement of this one's.
  await releaseGroup(session, objectGroup);
  return result;
}

/** The name of an object group that nothing else uses. */
export function newGroup(purpose: string): string {
  return `leakconsole-${purpose}-${++groups}`;
}

/** Lets go of all that is held in the target by a group. Never rejects. */
export async function releaseGroup(session: Session, objectGroup: string): Promise<void> {
  await session.send('Runtime.releaseObjectGroup', { objectGroup }).catch(() => {});
}
