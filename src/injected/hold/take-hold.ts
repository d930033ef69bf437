import openRealm from '../bootstrap/entry.js';
import type { Entries } from '../entries.js';
import type { InspectorLoop } from '../lease/lease-registry.js';
import type { LoadBuiltin } from '../realm/program.js';
import { closeSoon } from './close-soon.js';
import { type IdentityAnswer, identify } from './identify.js';

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

/** Who the process is, and whether the console holds it now. */
export type HoldAnswer =
  | Extract<IdentityAnswer, { hasStarted: false }>
  | (Extract<IdentityAnswer, { hasStarted: true }> & {
      /** Whether it is the process that was asked for: if not, nothing was done. */
      readonly isExpected: boolean;
      /** No flag of the process explains that its inspector is open, and no console holds it. */
      readonly isUnexplained: boolean;
      /** Whether the console has a hold now; null if it needs none; false if the program's globals do not allow it. */
      readonly joined: boolean | null;
    });

/**
 * Tells who this process is and, if it is the one that was asked for, takes the hold that the console needs. The first
 * thing that a console evaluates.
 *
 * `realmSource`: the bundle of the entry `realm`; `leaseSource`: what loads `lease`.
 *
 * A console needs a hold if it, or another one, has opened the inspector, or nobody knows who: somebody must close it,
 * however they end.
 */
export function takeHold(
  global: typeof globalThis,
  load: LoadBuiltin,
  { id, opened, expected, loop, tickMs }: HoldRequest,
  realmSource: string,
  leaseSource: string,
): HoldAnswer {
  const answer = identify(global, load);
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
      const realm = openRealm(global, load, realmSource);
      realm.loadNow(leaseSource, 'lease');
      joined = (realm.entries.lease as Entries['lease']).join({ id, opened: opened || isUnexplained, loop, tickMs });
    } catch {
      joined = false;
    }
    // Nothing else will.
    if (!joined && opened) closeSoon(load);
  }
  return { ...answer, isExpected, isUnexplained, joined };
}
