import { fileURLToPath } from 'node:url';
import type { CountedObjects } from '#src/lenses/census/name-types.js';
import type { ChildOptions } from '#src/lenses/fork/child-options.js';
import { explainLoadFailure, findRefusal } from '#src/lenses/fork/find-refusal.js';
import { openForks, type RemoteForks } from '#src/lenses/fork/remote-forks.js';
import { type Machine, readLibrary } from '#src/native/read-library.js';
import type { Session } from '#src/session/session.js';

/** A path in test/fork. */
export function inFork(name: string): string {
  return fileURLToPath(new URL(`../../../test/fork/${name}`, import.meta.url));
}

/** Opens the fork lens of a target, library included. Throws why it cannot be. */
export async function loadForks(session: Session): Promise<RemoteForks> {
  const forks = await openForks(session);
  const facts = await forks.examine();
  const refusal = findRefusal(facts);
  if (refusal !== null) throw new Error(refusal);
  const failure = await forks.load(readLibrary(facts.arch as Machine), null);
  if (failure !== null) throw new Error(explainLoadFailure(failure));
  return forks;
}

/** How many objects of a class a child has counted. */
export function countOf({ counts }: CountedObjects, name: string): number {
  return counts.find((each) => each.name === name)?.count ?? 0;
}

/** What a test's children are allowed, if it does not say otherwise. */
export function childOptions(options: Partial<ChildOptions>): ChildOptions {
  return {
    localPid: null,
    v8Threads: 5,
    maxSeconds: 120,
    niceness: 0,
    maxBytes: 0,
    duty: 1,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...options,
  };
}
