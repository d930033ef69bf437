import type { closeSoon } from './close-soon.js';
import type { IdentityAnswer, identity } from './identity.js';
import type { InspectorLoop, joinRegistry } from './join-registry.js';

/** What a console wants of the process that it has connected to. */
export interface HoldRequest {
  /** The name of the console. */
  readonly id: string;
  /** Whether it has opened the inspector. */
  readonly opened: boolean;
  /** The process that it has asked for; null if it has asked for a port. A start time that is null is not compared. */
  readonly expected: { readonly innerPid: number; readonly startTicks: string | null } | null;
  /** The event loop of the inspector, if it is known. */
  readonly loop: InspectorLoop | null;
  /** The clock of the lease, ms (see `joinRegistry`). */
  readonly tickMs: number;
}

export type HoldAnswer = Extract<IdentityAnswer, { hasStarted: false }> | HoldOfProcess;

type HoldOfProcess = Extract<IdentityAnswer, { hasStarted: true }> & {
  /** Whether it is the process that was asked for: if not, nothing was done. */
  readonly isExpected: boolean;
  /** No flag of the process explains that its inspector is open, and no console holds it. */
  readonly isUnexplained: boolean;
  /** Whether the console has a hold now; null if it needs none; false if the program's globals do not allow it. */
  readonly joined: boolean | null;
};

/** The functions of ours that it calls. */
export interface HoldParts {
  readonly identity: typeof identity;
  readonly joinRegistry: typeof joinRegistry;
  readonly closeSoon: typeof closeSoon;
}

/**
 * Tells who this process is and, if it is the one that was asked for, takes the hold that the console needs. The first thing that a console
 * evaluates, and again to renew the hold.
 *
 * A console needs a hold if it, or another one, has opened the inspector: somebody must close it, however they end.
 */
export function takeHold(
  builtin: (name: string) => unknown,
  parts: HoldParts,
  { id, opened, expected, loop, tickMs }: HoldRequest,
): HoldAnswer {
  const answer = parts.identity(builtin);
  if (!answer.hasStarted) return answer;
  const { pid, startTicks } = answer;
  const isExpected =
    expected === null ||
    (pid === expected.innerPid &&
      // The permission model may forbid a process to read its start time, which then is no evidence against it.
      (startTicks === null || expected.startTicks === null || startTicks === expected.startTicks));
  const isUnexplained = !opened && !answer.held && !answer.isDeclared;
  let joined: boolean | null = null;
  if (isExpected && (opened || answer.held || isUnexplained)) {
    try {
      joined = parts.joinRegistry({ id, opened: opened || isUnexplained, loop, tickMs }, builtin);
    } catch {
      joined = false;
    }
    // Nothing else will.
    if (!joined && opened) parts.closeSoon(builtin);
  }
  return { ...answer, isExpected, isUnexplained, joined };
}
