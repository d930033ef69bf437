import { UserError } from '../../errors.js';
import type { ProcessFacts } from '../../injected/fork/examine.js';
import type { Isolate } from '../../isolate/isolate.js';
import { type Machine, readLibrary } from '../../native/read-library.js';
import { shareLibrary } from '../../native/share-library.js';
import type { Session } from '../../session/session.js';
import { explainLoadFailure, findRefusal } from './find-refusal.js';
import { openForks, type RemoteForks } from './remote-forks.js';

/** What forks a target: its side of the lens, with the library loaded. */
export interface LoadedForks {
  readonly forks: RemoteForks;
  readonly facts: ProcessFacts;
}

const loaded = new WeakMap<Session, Promise<LoadedForks>>();

/** Loads the library into a target, once a session. Rejects with a UserError, `fork-refused`, where that cannot be. */
export function loadForks({ session, process }: Isolate): Promise<LoadedForks> {
  let forks = loaded.get(session);
  if (!forks) {
    forks = load(session, process.localPid !== null);
    forks.catch(() => loaded.delete(session));
    loaded.set(session, forks);
  }
  return forks;
}

/**
 * Says why no child of a target can be forked; null if nothing speaks against it. No native code is loaded for the
 * answer.
 */
export async function findTargetRefusal({ session }: Isolate): Promise<string | null> {
  const refusal = findRefusal(await (await openForks(session)).examine());
  return refusal && refusedText(refusal);
}

function refusedText(reason: string): string {
  return `no child can be forked: ${reason}`;
}

async function load(session: Session, isLocal: boolean): Promise<LoadedForks> {
  const forks = await openForks(session);
  const facts = await forks.examine();
  const refusal = findRefusal(facts);
  if (refusal !== null) throw forkRefused(refusal);
  const library = readLibrary(facts.arch as Machine);
  // For a target of this machine that has no place where it may write and run a file.
  const shared = isLocal ? shareLibrary(library) : null;
  try {
    const failure = await forks.load(library, shared?.path ?? null);
    if (failure !== null) throw forkRefused(explainLoadFailure(failure));
  } finally {
    shared?.close();
  }
  return { forks, facts };
}

/** That no child can be forked here, and what else there is. */
export function forkRefused(reason: string): UserError {
  return new UserError('fork-refused', refusedText(reason), {
    hint: 'the other lenses answer within the budget: leave out --fork, in the console .budget --fork ask',
  });
}
