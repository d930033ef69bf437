import { setTimeout as sleep } from 'node:timers/promises';
import type { Protocol } from 'devtools-protocol';
import { UserError } from '../errors.js';
import type { Entries } from '../injected/entries.js';
import { callForHandle, callNow, type Handle } from '../session/call.js';
import { withDebugger } from '../session/debugger.js';
import { loadEntry } from '../session/entry.js';
import { withGroup } from '../session/object-group.js';
import { PASSING_SCRIPT } from '../session/scripts.js';
import type { Session } from '../session/session.js';
import type { FunctionLocation } from './locate-function.js';

type BreakLocation = Protocol.Debugger.BreakLocation;

/** How long to record. */
export interface RecordLimits {
  readonly calls: number;
  readonly forMs: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What was recorded of the calls of a function. */
export interface LineRecord {
  /** Three for each mark (see `measureLines`). */
  readonly numbers: readonly number[];
  readonly calls: number;
}

/** Each costs the function about 0.2 ms. */
const MOST_MARKS = 20_000;
const POLL_MS = 50;

/** The places in a function, without those in it, at which V8 can break. */
export async function breakLocations(
  session: Session,
  { scriptId, line, column }: FunctionLocation,
): Promise<readonly BreakLocation[]> {
  return await withDebugger(session, async () => {
    const start = { scriptId, lineNumber: line, columnNumber: column };
    const { locations } = await session.send('Debugger.getPossibleBreakpoints', { start, restrictToFunction: true });
    return locations;
  });
}

/**
 * Records how much the heap holds whenever these places are passed, by breakpoints whose conditions never hold.
 * `callMarks`: those that tell a call. All is removed at the end; if the connection ends, V8 removes the breakpoints.
 *
 * Each place gets two breakpoints, by its script and by the script's URL: a session can set one of each kind.
 */
export async function recordMarks(
  session: Session,
  url: string,
  places: readonly BreakLocation[],
  callMarks: readonly number[],
  { calls, forMs, signal }: RecordLimits,
): Promise<LineRecord> {
  return await withGroup(session, 'lines', async (group) => {
    const entry = await loadLines(session);
    const options = { mostMarks: MOST_MARKS, calls, callMarks };
    const recorder = await callForHandle(session, entry, 'start', [options], group);
    try {
      await withDebugger(session, async () => {
        for (const [index, location] of places.entries()) {
          const { lineNumber, columnNumber } = location;
          await session.send('Debugger.setBreakpoint', { location, condition: conditionOf(2 * index) });
          const condition = conditionOf(2 * index + 1);
          await session.send('Debugger.setBreakpointByUrl', { url, lineNumber, columnNumber, condition });
        }
        await callNow(session, recorder, 'begin');
        for (const end = performance.now() + forMs; performance.now() < end && !signal.aborted; ) {
          await sleep(POLL_MS, undefined, { signal }).catch(() => {});
          if ((await callNow(session, recorder, 'status')).isDone) break;
        }
      });
      const { calls: passed, isDone } = await callNow(session, recorder, 'status');
      return { numbers: await callNow(session, recorder, 'stop'), calls: isDone ? Math.min(passed, calls) : passed };
    } catch (error) {
      await callNow(session, recorder, 'stop').catch(() => {});
      throw error;
    }
  });
}

/** Loads what measures lines in the target. Rejects with a UserError where another console measures. */
export async function loadLines(session: Session): Promise<Handle<Entries['lines']>> {
  const entry = await loadEntry(session, 'lines');
  if (await callNow(session, entry, 'isFree')) return entry;
  throw new UserError('not-supported', 'another console measures the lines of a function there', {
    hint: 'wait until it has ended, 10 s as a rule',
  });
}

/** The condition of a mark: false, whatever happens. */
function conditionOf(id: number): string {
  return `globalThis[Symbol.for("leakconsole lines")]?.(${id})\n//# sourceURL=${PASSING_SCRIPT}`;
}
